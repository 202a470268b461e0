//! What can happen that somebody is told of, and the ways there are.

use crate::account::{Role, words};
use serde::{Deserialize, Serialize};

words! {
    /// A way to tell somebody.
    #[derive(PartialOrd, Ord)]
    Channel {
        /// In the app: the centre, the badge, a toast.
        InApp = "in_app",
        /// A mail.
        Email = "email",
        /// A message of the browser or the installed app.
        Push = "push",
        /// A text message.
        Sms = "sms",
    }
}

words! {
    /// What kinds belong together on screen.
    #[derive(PartialOrd, Ord)]
    Group {
        /// What one sells.
        Selling = "selling",
        /// What one buys.
        Buying = "buying",
        /// What one publishes.
        Pages = "pages",
        /// Conversations.
        Chat = "chat",
        /// One's own account.
        Account = "account",
        /// What admins look after.
        Admin = "admin",
    }
}

/// One row a kind: its word, its group, its defaults (in the app, mail, push) and how grave it is.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $group:ident, [$app:literal $email:literal $push:literal], $weight:ident;)*) => {
        words! {
            /// Something that happened.
            #[derive(PartialOrd, Ord)]
            Kind { $($(#[$doc])* $variant = $word,)* }
        }

        impl Kind {
            /// With which others it belongs.
            pub const fn group(self) -> Group { match self { $(Self::$variant => Group::$group,)* } }

            const fn weight(self) -> Weight { match self { $(Self::$variant => Weight::$weight,)* } }

            /// Whether a way is used where nobody has said otherwise. Text messages never are.
            pub const fn by_default(self, channel: Channel) -> bool {
                match (self, channel) {
                    $((Self::$variant, Channel::InApp) => $app == 1,
                    (Self::$variant, Channel::Email) => $email == 1,
                    (Self::$variant, Channel::Push) => $push == 1,)*
                    (_, Channel::Sms) => false,
                }
            }
        }
    };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It can wait for the morning.
    Plain,
    /// It can't: no quiet hours, no digest, and text messages are offered.
    Critical,
    /// Its mail is a document of its own, sent at once to everybody.
    Receipt,
    /// About the account's safety: its mail is sent by whoever noticed, at once; nobody can switch it off.
    Security,
}

kinds! {
    /// Somebody bought what one sells.
    NewSale = "new_sale", Selling, [1 1 1], Plain;
    /// A buyer wants their money back.
    RefundAsked = "refund_asked", Selling, [1 1 1], Plain;
    /// A buyer's bank disputes a payment.
    OrderDisputed = "order_disputed", Selling, [1 1 1], Critical;
    /// Little or nothing is left to sell.
    StockAlert = "stock_alert", Selling, [1 1 0], Plain;
    /// A listing is for sale from now on.
    ListingApproved = "listing_approved", Selling, [1 1 1], Plain;
    /// A listing isn't for sale, and why.
    ListingRejected = "listing_rejected", Selling, [1 1 1], Plain;
    /// A listing was taken off the market.
    ListingSuspended = "listing_suspended", Selling, [1 1 1], Critical;
    /// An application to sell was decided.
    SellerDecided = "seller_decided", Selling, [1 1 1], Plain;
    /// A buyer reviewed what one sells.
    ReviewReceived = "review_received", Selling, [1 1 0], Plain;
    /// Money was sent, or couldn't be.
    Payout = "payout", Selling, [1 1 1], Critical;
    /// An order of one's own is paid.
    OrderPaid = "order_paid", Buying, [1 1 0], Receipt;
    /// Money of an order comes back.
    OrderRefunded = "order_refunded", Buying, [1 1 1], Receipt;
    /// There is no money back.
    RefundDeclined = "refund_declined", Buying, [1 1 1], Plain;
    /// A seller answered one's review.
    ReviewReply = "review_reply", Buying, [1 1 0], Plain;
    /// What one bought has a newer version.
    TemplateUpdate = "template_update", Buying, [1 1 0], Plain;
    /// A visitor left their details.
    LeadReceived = "lead_received", Pages, [1 1 1], Plain;
    /// A domain doesn't lead here any more.
    DomainTrouble = "domain_trouble", Pages, [1 1 1], Critical;
    /// A page was taken down, or put back.
    PageModerated = "page_moderated", Pages, [1 1 1], Critical;
    /// Somebody wrote.
    ChatMessage = "chat_message", Chat, [1 1 1], Plain;
    /// Somebody named one in a note.
    ChatMention = "chat_mention", Chat, [1 1 1], Plain;
    /// A conversation is one's own to answer.
    ChatAssigned = "chat_assigned", Chat, [1 1 1], Plain;
    /// Something about the account's safety.
    Security = "security", Account, [1 1 1], Security;
    /// Something waits for an admin.
    ApprovalWaiting = "approval_waiting", Admin, [1 0 0], Plain;
}

impl Kind {
    /// Whether it can't wait: quiet hours and digests don't hold it, and it may go out as a text message.
    pub const fn is_critical(self) -> bool {
        matches!(self.weight(), Weight::Critical | Weight::Security)
    }

    /// Whether its mail is a receipt: at once, whatever the preferences, without a way to unsubscribe.
    pub const fn is_receipt(self) -> bool {
        matches!(self.weight(), Weight::Receipt)
    }

    /// Whether whoever noticed it has sent the mail already.
    pub const fn mails_itself(self) -> bool {
        matches!(self.weight(), Weight::Security)
    }

    /// Whether its mail may wait for a digest. A conversation that goes on a day later is none.
    pub const fn may_be_digested(self) -> bool {
        matches!(self.weight(), Weight::Plain) && !matches!(self.group(), Group::Chat)
    }

    /// Whether a way can be switched on at all.
    pub const fn offers(self, channel: Channel) -> bool {
        !matches!(channel, Channel::Sms) || self.is_critical()
    }

    /// Whether a way can't be switched off.
    pub const fn insists_on(self, channel: Channel) -> bool {
        match self.weight() {
            Weight::Security => matches!(channel, Channel::InApp | Channel::Email),
            Weight::Receipt => matches!(channel, Channel::Email),
            Weight::Plain | Weight::Critical => false,
        }
    }

    /// Whether somebody of this role ever hears of it.
    pub const fn concerns(self, role: Role) -> bool {
        !matches!(self.group(), Group::Admin) || matches!(role, Role::Admin)
    }
}
