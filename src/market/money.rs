//! Money: whole minor units of one currency. No floats anywhere near it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency we sell in, by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Vietnamese đồng; has no minor unit.
    Vnd,
    /// Thai baht, in satang.
    Thb,
    /// US dollar, in cents.
    Usd,
}

impl Currency {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Vnd, Self::Thb, Self::Usd];

    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vnd => "VND",
            Self::Thb => "THB",
            Self::Usd => "USD",
        }
    }

    /// Reads the code, in any case.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|currency| currency.code().eq_ignore_ascii_case(code))
    }

    /// Digits behind the decimal point.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Vnd => 0,
            Self::Thb | Self::Usd => 2,
        }
    }
}

/// An amount in minor units, `{"amount": 199000, "currency": "VND"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Minor units; negative where somebody owes.
    pub amount: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// So many minor units.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }
}

/// `199000 VND`, `12.50 USD`: for receipts and machines, the same in every language.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.amount < 0 { "-" } else { "" };
        let code = self.currency.code();
        let units = self.amount.unsigned_abs();
        match self.currency.exponent() {
            0 => write!(f, "{sign}{units} {code}"),
            exponent => {
                let base = 10_u64.pow(exponent);
                let width = usize::try_from(exponent).unwrap_or(2);
                write!(f, "{sign}{}.{:0width$} {code}", units / base, units % base)
            }
        }
    }
}

impl Money {
    /// What prices of different currencies are sorted by: roughly so many đồng. Rates needn't be today's for that.
    pub const fn comparable(self) -> i64 {
        match self.currency {
            Currency::Vnd => self.amount,
            Currency::Thb => self.amount.saturating_mul(15) / 2,
            Currency::Usd => self.amount.saturating_mul(255),
        }
    }
}

/// A band of prices, as buyers filter by them: free, then four that rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band(usize);

impl Band {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// Where bands begin, but the free one; in minor units.
    const fn starts(currency: Currency) -> [i64; 4] {
        match currency {
            Currency::Vnd => [1, 100_000, 200_000, 500_000],
            Currency::Thb => [1, 20_000, 50_000, 100_000],
            Currency::Usd => [1, 1_000, 2_000, 5_000],
        }
    }

    /// The band of a price.
    pub fn of(price: i64, currency: Currency) -> Self {
        Self(Self::starts(currency).iter().filter(|start| price >= **start).count())
    }

    /// The band with a number.
    pub fn numbered(number: usize) -> Option<Self> {
        (number < Self::COUNT).then_some(Self(number))
    }

    /// From 0, which is free.
    pub const fn number(self) -> usize {
        self.0
    }

    /// The least and the highest price, in minor units; the last band has no end.
    pub fn range(self, currency: Currency) -> (i64, Option<i64>) {
        let starts = Self::starts(currency);
        match self.0.checked_sub(1) {
            None => (0, Some(0)),
            Some(n) => (starts.get(n).copied().unwrap_or_default(), starts.get(n + 1).map(|next| next - 1)),
        }
    }

    /// `free`, `VND:1-99999`, `VND:500000-`: as facets name it.
    pub fn word(self, currency: Currency) -> String {
        match self.range(currency) {
            _ if self.0 == 0 => "free".to_owned(),
            (least, Some(most)) => format!("{}:{least}-{most}", currency.code()),
            (least, None) => format!("{}:{least}-", currency.code()),
        }
    }
}

/// The highest price, in minor units: sums of many stay far from the end of `i64`.
pub const MAX_AMOUNT: i64 = 1_000_000_000_000;

/// The platform's part of new sales in hundredths of a per cent.
pub const FEE_BPS: i64 = 1000;

/// The platform's fee on a price, half up.
pub fn fee(price: i64, bps: i64) -> i64 {
    let fee = (i128::from(price) * i128::from(bps) + 5000).div_euclid(10_000);
    i64::try_from(fee).unwrap_or(i64::MAX)
}

/// How much of the fee belongs to `refunded` of `price`, in all so far; half up. Taking the difference to what was
/// given back before makes many refunds equal one.
pub fn share(fee: i64, refunded: i64, price: i64) -> i64 {
    if price <= 0 {
        return 0;
    }
    let (fee, refunded, price) = (i128::from(fee), i128::from(refunded), i128::from(price));
    i64::try_from((2 * fee * refunded + price).div_euclid(2 * price)).unwrap_or(i64::MAX)
}

/// Deals `amount` out in proportion to what remains of each part, to the last unit and never more than remains.
/// `None` where more is asked for than remains in all.
pub fn split(amount: i64, remaining: &[i64]) -> Option<Vec<i64>> {
    let all: i128 = remaining.iter().map(|part| i128::from(*part)).sum();
    if amount < 0 || i128::from(amount) > all || remaining.iter().any(|part| *part < 0) {
        return None;
    }
    if all == 0 {
        return Some(vec![0; remaining.len()]);
    }
    let floor = |part: &i64| i64::try_from(i128::from(amount) * i128::from(*part) / all).unwrap_or(*part);
    let mut parts: Vec<i64> = remaining.iter().map(floor).collect();
    let mut left = amount - parts.iter().sum::<i64>();
    for (part, most) in parts.iter_mut().zip(remaining) {
        let more = left.min(most - *part);
        *part += more;
        left -= more;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fees_are_rounded_half_up() {
        for (price, expected) in
            [(100_000, 10_000), (0, 0), (1, 0), (4, 0), (5, 1), (14, 1), (15, 2), (199_000, 19_900)]
        {
            assert_eq!(fee(price, FEE_BPS), expected, "{price}");
        }
    }

    #[test]
    fn money_is_written_by_its_exponent() {
        for (money, text) in [
            (Money::new(199_000, Currency::Vnd), "199000 VND"),
            (Money::new(1250, Currency::Usd), "12.50 USD"),
            (Money::new(-5, Currency::Thb), "-0.05 THB"),
        ] {
            assert_eq!(money.to_string(), text);
        }
        let json = serde_json::json!({"amount": 199_000, "currency": "VND"});
        assert_eq!(serde_json::to_value(Money::new(199_000, Currency::Vnd)).expect("JSON"), json);
        assert_eq!(Currency::parse("thb"), Some(Currency::Thb));
        assert_eq!(Currency::parse("EUR"), None);
    }

    proptest! {
        #[test]
        fn fee_and_revenue_make_the_price(price in 0..MAX_AMOUNT) {
            let fee = fee(price, FEE_BPS);
            prop_assert!((0..=price).contains(&fee));
            prop_assert!((fee * 10 - price).abs() <= 5);
        }

        #[test]
        fn partial_refunds_give_back_the_fee_to_the_last_unit(price in 1..100_000_i64, cuts in prop::collection::vec(1..50_000_i64, 0..12)) {
            let fee = fee(price, FEE_BPS);
            let (mut refunded, mut returned) = (0, 0);
            for cut in cuts.into_iter().chain([i64::MAX]) {
                let part = cut.min(price - refunded);
                refunded += part;
                let of_fee = share(fee, refunded, price) - returned;
                returned += of_fee;
                prop_assert!((0..=part).contains(&of_fee), "the seller never gets back more than the buyer");
            }
            prop_assert_eq!((refunded, returned), (price, fee));
        }

        #[test]
        fn splitting_loses_nothing(remaining in prop::collection::vec(0..1_000_000_i64, 1..8), asked in 0..9_000_000_i64) {
            let all: i64 = remaining.iter().sum();
            match split(asked, &remaining) {
                None => prop_assert!(asked > all),
                Some(parts) => {
                    prop_assert_eq!(parts.iter().sum::<i64>(), asked);
                    prop_assert!(parts.iter().zip(&remaining).all(|(part, most)| (0..=*most).contains(part)));
                }
            }
        }
    }
}
