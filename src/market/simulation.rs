//! A small market that lives through thousands of random histories: duplicates, late news, news out of order, crashes
//! between any two steps. The services do the same with rows; here only the rules are tried.

use super::{
    Account, AttemptEvent, AttemptStatus, Currency, Fact, OrderEffect, OrderEvent, OrderState, OrderStatus,
    PayoutEffect, PayoutEvent, PayoutStatus, Posting, SoldItem, Standing, attempt, fee, fold, order, payout,
    split,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FACTS: [Fact; 9] = [
    Fact::Processing,
    Fact::Paid,
    Fact::Failed,
    Fact::Expired,
    Fact::Doubtful,
    Fact::DisputeOpened,
    Fact::DisputeWon,
    Fact::DisputeLost { amount: None },
    Fact::DisputeLost { amount: Some(30) },
];
/// Price and stock of each listing; listing n is sold by seller n / 2.
const SHELVES: [(i64, Option<i64>); 4] = [(100_000, None), (199_005, Some(1)), (35, Some(2)), (7, None)];

#[derive(Clone, Debug)]
struct Deal {
    buyer: usize,
    listings: Vec<usize>,
    items: Vec<SoldItem>,
    state: OrderState,
    attempts: Vec<AttemptStatus>,
    reserved: bool,
    /// Listings whose entitlement is live.
    owned: bool,
    charged_back: i64,
    surplus: BTreeSet<usize>,
    /// Of attempts in review: what came in and stands in the books.
    receipts: BTreeMap<usize, i64>,
    /// What the bank said of attempts that hadn't landed.
    early: BTreeMap<usize, Vec<Fact>>,
    /// The attempt that settled it.
    kept: Option<usize>,
}

/// What the database would hold.
#[derive(Clone, Debug, Default)]
struct World {
    deals: Vec<Deal>,
    sold: [i64; 4],
    reserved: [i64; 4],
    owned: BTreeSet<(usize, usize)>,
    inbox: BTreeSet<(usize, usize, usize, u8)>,
    ledger: BTreeMap<String, Posting>,
    jobs: BTreeSet<(usize, usize)>,
    payouts: Vec<(PayoutStatus, usize, i64)>,
    refunds: usize,
    /// Numbers what is posted about money in review.
    receipts: i64,
    /// What of it is on its way back.
    returns: Vec<(usize, usize, i64)>,
}

impl World {
    fn post(&mut self, posting: Option<Posting>) {
        let Some(posting) = posting else { return };
        assert!(posting.is_balanced(), "{posting:?}");
        let key = posting.key.clone();
        assert!(self.ledger.insert(key.clone(), posting).is_none(), "{key} is posted twice");
    }

    fn has_room(&self, listing: usize) -> bool {
        SHELVES[listing].1.is_none_or(|stock| self.sold[listing] + self.reserved[listing] < stock)
    }

    fn make(&mut self, buyer: usize, mask: usize) {
        let listings: Vec<usize> = (0..4).filter(|listing| mask & (1 << listing) != 0).collect();
        let refused = listings.iter().any(|listing| {
            listing / 2 == buyer || self.owned.contains(&(buyer, *listing)) || !self.has_room(*listing)
        });
        if listings.is_empty() || refused {
            return;
        }
        let number = self.deals.len();
        let item = |listing: &usize| SoldItem {
            id: format!("{number}.{listing}"),
            seller: format!("{}", listing / 2),
            currency: Currency::Vnd,
            price: SHELVES[*listing].0,
            fee: fee(SHELVES[*listing].0, super::FEE_BPS),
            refunded: 0,
            released: false,
        };
        let items: Vec<SoldItem> = listings.iter().map(item).collect();
        for listing in &listings {
            self.reserved[*listing] += 1;
        }
        let total = items.iter().map(|item| item.price).sum();
        let state = OrderState { status: OrderStatus::Pending, total, refunded: 0, dispute_over: false };
        let (attempts, surplus) = (vec![AttemptStatus::Created], BTreeSet::new());
        let deal = Deal {
            buyer,
            listings,
            items,
            state,
            attempts,
            reserved: true,
            owned: false,
            charged_back: 0,
            surplus,
            receipts: BTreeMap::new(),
            early: BTreeMap::new(),
            kept: None,
        };
        self.deals.push(deal);
    }

    /// A verified callback, under its dedupe key.
    fn hear(&mut self, number: usize, which: usize, fact: usize, serial: u8) {
        self.tell(number, which, FACTS[fact], fact, serial);
    }

    fn tell(&mut self, number: usize, which: usize, fact: Fact, key: usize, serial: u8) {
        if !self.inbox.insert((number, which, key, serial)) {
            return;
        }
        let deal = self.deals[number].clone();
        let held = deal.reserved;
        let deliverable = deal.listings.iter().all(|listing| {
            !self.owned.contains(&(deal.buyer, *listing)) && (held || self.has_room(*listing))
        });
        let before = deal.attempts[which];
        let standing = Standing { deliverable, kept: deal.kept == Some(which) };
        let folded = fold(before, deal.state, fact, standing);
        self.deals[number].attempts[which] = folded.attempt;
        self.deals[number].state = folded.order;
        if fact == Fact::Doubtful && folded.attempt == AttemptStatus::Review {
            // The other serial tells of another sum.
            self.hold(number, which, deal.state.total / (2 + i64::from(serial)));
        }
        if folded.effects.contains(&OrderEffect::Remember) {
            self.deals[number].early.entry(which).or_default().push(fact);
        }
        self.act(number, Some(which), &folded.effects);
        if before == AttemptStatus::Succeeded || folded.attempt != AttemptStatus::Succeeded {
            return;
        }
        for fact in self.deals[number].early.remove(&which).unwrap_or_default() {
            let standing = Standing { deliverable: false, kept: self.deals[number].kept == Some(which) };
            let folded = fold(AttemptStatus::Succeeded, self.deals[number].state, fact, standing);
            self.deals[number].state = folded.order;
            self.act(number, Some(which), &folded.effects);
        }
    }

    /// Money in review is in the books from when it came.
    fn hold(&mut self, number: usize, which: usize, sum: i64) {
        self.let_go(number, which);
        self.post(Posting::surplus(&format!("{number}.{which}"), self.receipts, sum, Currency::Vnd));
        self.deals[number].receipts.insert(which, sum);
    }

    fn let_go(&mut self, number: usize, which: usize) {
        self.receipts += 1;
        if let Some(sum) = self.deals[number].receipts.remove(&which) {
            let id = format!("{number}.{which}");
            self.post(Posting::surplus_reversed(&id, self.receipts, sum, Currency::Vnd));
        }
    }

    /// An admin sends what is in review back.
    fn send_doubtful_back(&mut self, number: usize, which: usize) {
        if let Some(sum) = self.deals[number].receipts.remove(&which) {
            self.deals[number].attempts[which] = AttemptStatus::Failed;
            self.returns.push((number, which, sum));
        }
    }

    fn decide(&mut self, number: usize, event: OrderEvent) {
        if let Ok((state, effects)) = order(self.deals[number].state, event) {
            self.deals[number].state = state;
            self.act(number, None, &effects);
        }
    }

    fn act(&mut self, number: usize, which: Option<usize>, effects: &[OrderEffect]) {
        for effect in effects {
            let deal = self.deals[number].clone();
            match *effect {
                OrderEffect::PostSales => {
                    deal.items.iter().for_each(|item| self.post(Posting::sale(item)));
                    self.deals[number].kept = which;
                }
                OrderEffect::TakeStock => {
                    for listing in &deal.listings {
                        self.reserved[*listing] -= i64::from(deal.reserved);
                        self.sold[*listing] += 1;
                    }
                    self.deals[number].reserved = false;
                }
                OrderEffect::ReleaseStock => {
                    assert!(deal.reserved);
                    deal.listings.iter().for_each(|listing| self.reserved[*listing] -= 1);
                    self.deals[number].reserved = false;
                }
                OrderEffect::Deliver => {
                    for listing in &deal.listings {
                        assert!(self.owned.insert((deal.buyer, *listing)), "owned twice");
                    }
                    self.deals[number].owned = true;
                    self.decide(number, OrderEvent::Deliver);
                }
                OrderEffect::CloseAttempts => {
                    for (n, status) in deal.attempts.iter().enumerate() {
                        let closed = attempt(*status, AttemptEvent::Expire).unwrap_or(*status);
                        self.deals[number].attempts[n] = closed;
                    }
                }
                OrderEffect::ReturnPayment => {
                    let which = which.expect("an attempt paid");
                    let id = format!("{number}.{which}");
                    self.receipts += 1;
                    self.post(Posting::surplus(&id, self.receipts, deal.state.total, Currency::Vnd));
                    self.deals[number].surplus.insert(which);
                    self.jobs.insert((number, which));
                }
                OrderEffect::PostRefund { amount } => {
                    self.refunds += 1;
                    self.take_back(number, amount, false);
                }
                OrderEffect::PostChargeback { amount } => {
                    self.take_back(number, amount, true);
                    // What the bank took in part counts as given back.
                    if deal.state.status == OrderStatus::ChargedBack {
                        self.deals[number].charged_back = amount;
                    }
                }
                OrderEffect::EndEntitlements => {
                    assert!(deal.owned);
                    for listing in &deal.listings {
                        assert!(self.owned.remove(&(deal.buyer, *listing)));
                        self.sold[*listing] -= 1;
                    }
                    self.deals[number].owned = false;
                }
                OrderEffect::ReverseReceipt => self.let_go(number, which.expect("an attempt in review")),
                // The bank did what the job was for.
                OrderEffect::NoteTaken => self.work((number, which.expect("an attempt"))),
                OrderEffect::ReturnMoney { .. }
                | OrderEffect::NoteReturn { .. }
                | OrderEffect::Remember
                | OrderEffect::HoldReturn
                | OrderEffect::Alert => {}
            }
        }
    }

    fn take_back(&mut self, number: usize, amount: i64, by_the_bank: bool) {
        let items = self.deals[number].items.clone();
        let left: Vec<i64> = items.iter().map(|item| item.price - item.refunded).collect();
        let parts = split(amount, &left).expect("no more than was paid");
        for (n, (item, part)) in items.iter().zip(parts).enumerate() {
            let posting = if by_the_bank {
                Posting::chargeback(item, part)
            } else {
                Posting::refund(item, part, &self.refunds.to_string())
            };
            self.post(posting);
            self.deals[number].items[n].refunded += part;
        }
    }

    /// The hold ends where nobody looks into the order.
    fn release(&mut self, number: usize) {
        if !self.deals[number].state.status.is_settled()
            || self.deals[number].state.status == OrderStatus::Disputed
        {
            return;
        }
        for n in 0..self.deals[number].items.len() {
            let item = self.deals[number].items[n].clone();
            if !item.released {
                self.post(Posting::release(&item));
                self.deals[number].items[n].released = true;
            }
        }
    }

    fn ask_for_money(&mut self, seller: usize) {
        let available = -self.balance(Account::SellerAvailable, Some(seller));
        if available > 0 {
            let id = self.payouts.len().to_string();
            self.post(Posting::payout(&id, &seller.to_string(), available, Currency::Vnd));
            self.payouts.push((PayoutStatus::Requested, seller, available));
        }
    }

    fn move_payout(&mut self, number: usize, event: PayoutEvent) {
        let (status, seller, amount) = self.payouts[number];
        let Ok((next, effect)) = payout(status, event) else { return };
        self.payouts[number].0 = next;
        let (id, seller) = (number.to_string(), seller.to_string());
        self.post(match effect {
            None => None,
            Some(PayoutEffect::PostSettled) => Posting::payout_settled(&id, amount, Currency::Vnd),
            Some(PayoutEffect::PostFailed) => Posting::payout_failed(&id, &seller, amount, Currency::Vnd),
            Some(PayoutEffect::PostReturned) => Posting::payout_returned(&id, &seller, amount, Currency::Vnd),
        });
    }

    /// A job of the outbox, perhaps for the second time.
    fn work(&mut self, job: (usize, usize)) {
        if self.jobs.remove(&job) {
            let total = self.deals[job.0].state.total;
            self.post(Posting::surplus_returned(&format!("{}.{}", job.0, job.1), total, Currency::Vnd));
        }
    }

    /// A job of the outbox for money that was in review.
    fn send_one_back(&mut self, n: usize) {
        let (number, which, sum) = self.returns.remove(n);
        self.receipts += 1;
        // Its key is of the refund, which there is one of; here there may be several.
        self.post(Posting::surplus_reversed(&format!("{number}.{which}"), self.receipts, sum, Currency::Vnd));
    }

    fn balance(&self, account: Account, owner: Option<usize>) -> i64 {
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        let lines = self.ledger.values().flat_map(|posting| &posting.entries);
        lines.filter(|line| line.account == account && line.owner == owner).map(|line| line.amount).sum()
    }

    fn check(&self) {
        let (mut owed, mut unapplied) = (0, 0);
        for (listing, (_, stock)) in SHELVES.iter().enumerate() {
            assert!(self.sold[listing] >= 0 && self.reserved[listing] >= 0);
            assert!(
                stock.is_none_or(|stock| self.sold[listing] + self.reserved[listing] <= stock),
                "oversold"
            );
            let sold =
                self.deals.iter().filter(|deal| deal.owned && deal.listings.contains(&listing)).count();
            assert_eq!(self.sold[listing], i64::try_from(sold).expect("few"), "sold_count can be derived");
        }
        for (number, deal) in self.deals.iter().enumerate() {
            let taken: i64 = deal.items.iter().map(|item| item.refunded).sum();
            assert_eq!(taken, deal.state.refunded + deal.charged_back);
            assert!(taken <= deal.state.total, "no more goes back than came");
            assert!(
                deal.items.iter().all(|item| item.seller != deal.buyer.to_string()),
                "nobody buys their own"
            );
            let successes =
                deal.attempts.iter().filter(|status| **status == AttemptStatus::Succeeded).count();
            let settled = self.ledger.contains_key(&format!("sale:{}", deal.items[0].id));
            assert_eq!(
                successes,
                usize::from(settled) + deal.surplus.len(),
                "order {number}: one settlement"
            );
            assert_eq!(deal.owned, deal.state.status.is_settled(), "who has paid has it: {deal:?}");
            assert_eq!(deal.reserved, deal.state.status == OrderStatus::Pending);
            owed += if settled { deal.state.total - taken } else { 0 };
            let waiting = deal.surplus.iter().filter(|which| self.jobs.contains(&(number, **which))).count();
            unapplied += deal.state.total * i64::try_from(waiting).expect("few");
            unapplied += deal.receipts.values().sum::<i64>();
            for (which, status) in deal.attempts.iter().enumerate() {
                let held = deal.receipts.contains_key(&which);
                assert_eq!(held, *status == AttemptStatus::Review, "what is in review is in the books");
                // What the bank said of a payment that is there isn't left lying.
                assert!(*status != AttemptStatus::Succeeded || !deal.early.contains_key(&which));
            }
        }
        unapplied += self.returns.iter().map(|(_, _, sum)| sum).sum::<i64>();
        assert_eq!(-self.balance(Account::Unapplied, None), unapplied, "what came in and isn't owed");
        owed += unapplied;
        assert_eq!(self.balance(Account::GatewayReceivable, None), owed, "what gateways owe us");
        for seller in 0..2 {
            let theirs = self
                .deals
                .iter()
                .flat_map(|deal| &deal.items)
                .filter(|item| item.seller == seller.to_string());
            let earned: i64 = theirs
                .filter(|item| self.ledger.contains_key(&format!("sale:{}", item.id)))
                .map(|item| {
                    item.price
                        - item.fee
                        - (item.refunded - super::share(item.fee, item.refunded, item.price))
                })
                .sum();
            let gone: i64 = self
                .payouts
                .iter()
                .filter(|(status, whose, _)| {
                    *whose == seller && !matches!(status, PayoutStatus::Failed | PayoutStatus::Returned)
                })
                .map(|(_, _, amount)| amount)
                .sum();
            let balance = -self.balance(Account::SellerPending, Some(seller))
                - self.balance(Account::SellerAvailable, Some(seller));
            assert_eq!(balance, earned - gone, "the statement ties to the sales");
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Step {
    kind: u8,
    a: usize,
    b: usize,
    c: usize,
    crash: bool,
}

fn step(world: &mut World, Step { kind, a, b, c, .. }: Step) {
    if kind == 0 || world.deals.is_empty() {
        // Buyer 0 and 1 are the sellers, too.
        return world.make(a % 4, b % 16);
    }
    let number = a % world.deals.len();
    let attempts = world.deals[number].attempts.len();
    match kind {
        1 if world.deals[number].state.status == OrderStatus::Pending && attempts < 4 => {
            world.deals[number].attempts.push(AttemptStatus::Created);
        }
        2..=6 => world.hear(number, b % attempts, c % 9, u8::try_from(c / 9 % 2).expect("small")),
        7 | 8 => world.hear(number, b % attempts, 1, 0),
        9 => world.decide(number, OrderEvent::Cancel),
        10 => world.decide(number, OrderEvent::Expire),
        11 => {
            let left = world.deals[number].state.total - world.deals[number].state.refunded;
            let all = i64::try_from(c).expect("small") % 3 == 0;
            world.decide(number, OrderEvent::Refund { amount: if all { left } else { (left / 3).max(1) } });
        }
        // In the gateway's dashboard: perhaps more than there is.
        16 => world.decide(
            number,
            OrderEvent::RefundElsewhere { amount: i64::try_from(b * c * 50).expect("small") },
        ),
        17 => world.send_doubtful_back(number, b % attempts),
        12 => world.release(number),
        13 => world.ask_for_money(a % 2),
        14 if !world.payouts.is_empty() => {
            world.move_payout(b % world.payouts.len(), PayoutEvent::ALL[c % 5]);
        }
        15 => {
            if let Some(job) = world.jobs.iter().nth(b % world.jobs.len().max(1)).copied() {
                world.work(job);
                world.work(job);
            }
            if !world.returns.is_empty() {
                world.send_one_back(b % world.returns.len());
            }
        }
        _ => {}
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = (0..18_u8, 0..64_usize, 0..64_usize, 0..64_usize, prop::bool::weighted(0.2))
        .prop_map(|(kind, a, b, c, crash)| Step { kind, a, b, c, crash });
    prop::collection::vec(one, 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_history_keeps_the_books(history in steps()) {
        let mut world = World::default();
        for one in history {
            let mut next = world.clone();
            step(&mut next, one);
            // A crash before the commit leaves nothing; the gateway and the outbox come again.
            if one.crash {
                next = world.clone();
                step(&mut next, one);
            }
            next.check();
            world = next;
        }
        while let Some(job) = world.jobs.first().copied() {
            world.work(job);
        }
        while !world.returns.is_empty() {
            world.send_one_back(0);
        }
        world.check();
        let in_review: i64 = world.deals.iter().flat_map(|deal| deal.receipts.values()).sum();
        prop_assert_eq!(-world.balance(Account::Unapplied, None), in_review, "nobody's money stays with us");
    }

    /// Whatever overtakes whatever, and however often it is said: the books end as if it had come in turn.
    #[test]
    fn the_order_of_the_news_does_not_matter(
        (verdict, opened, amount) in (0..3_usize, any::<bool>(), prop::option::of(1..150_000_i64)),
        places in prop::collection::vec(0..3_usize, 0..12),
    ) {
        let mut news = vec![Fact::Paid];
        news.extend(opened.then_some(Fact::DisputeOpened));
        news.extend([None, Some(Fact::DisputeWon), Some(Fact::DisputeLost { amount })][verdict]);
        let mut in_turn = World::default();
        in_turn.make(2, 0b0101);
        for (key, fact) in news.iter().enumerate() {
            in_turn.tell(0, 0, *fact, key, 0);
        }
        let mut mixed = World::default();
        mixed.make(2, 0b0101);
        // Each at least once, in any order, some again.
        let said = places.iter().map(|place| news[place % news.len()]);
        let rest: Vec<Fact> = said.chain(news.iter().rev().copied()).collect();
        for fact in rest {
            let key = news.iter().position(|one| *one == fact).expect("one of them");
            mixed.tell(0, 0, fact, key, 0);
            mixed.check();
        }
        prop_assert_eq!(mixed.deals[0].state.status, in_turn.deals[0].state.status);
        prop_assert_eq!(mixed.deals[0].state.refunded, in_turn.deals[0].state.refunded);
        prop_assert_eq!(mixed.deals[0].owned, in_turn.deals[0].owned);
        prop_assert_eq!(&mixed.ledger, &in_turn.ledger);
    }
}
