//! A small market that lives through thousands of random histories: duplicates, late news, news out of order, crashes
//! between any two steps. The services do the same with rows; here only the rules are tried.

use super::{
    Account, AttemptEvent, AttemptStatus, Currency, Fact, OrderEffect, OrderEvent, OrderState, OrderStatus,
    PayoutEffect, PayoutEvent, PayoutStatus, Posting, SoldItem, attempt, fee, fold, order, payout, split,
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
        };
        self.deals.push(deal);
    }

    /// A verified callback, under its dedupe key.
    fn hear(&mut self, number: usize, which: usize, fact: usize, serial: u8) {
        if !self.inbox.insert((number, which, fact, serial)) {
            return;
        }
        let deal = self.deals[number].clone();
        let held = deal.reserved;
        let deliverable = deal.listings.iter().all(|listing| {
            !self.owned.contains(&(deal.buyer, *listing)) && (held || self.has_room(*listing))
        });
        let folded = fold(deal.attempts[which], deal.state, FACTS[fact], deliverable);
        self.deals[number].attempts[which] = folded.attempt;
        self.deals[number].state = folded.order;
        self.act(number, Some(which), &folded.effects);
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
                OrderEffect::PostSales => deal.items.iter().for_each(|item| self.post(Posting::sale(item))),
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
                    self.post(Posting::surplus(&id, deal.state.total, Currency::Vnd));
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
                OrderEffect::ReturnMoney { .. } | OrderEffect::NoteReturn { .. } | OrderEffect::Alert => {}
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

    fn balance(&self, account: Account, owner: Option<usize>) -> i64 {
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        let lines = self.ledger.values().flat_map(|posting| &posting.entries);
        lines.filter(|line| line.account == account && line.owner == owner).map(|line| line.amount).sum()
    }

    fn check(&self) {
        let mut owed = 0;
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
            owed += deal.state.total * i64::try_from(waiting).expect("few");
        }
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
        }
        _ => {}
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = (0..17_u8, 0..64_usize, 0..64_usize, 0..64_usize, prop::bool::weighted(0.2))
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
        world.check();
        prop_assert_eq!(world.balance(Account::Unapplied, None), 0, "nobody's money stays with us");
    }
}
