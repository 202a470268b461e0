//! Numbers and dates, written the same on the server and in the browser: no `Intl`, no device time zone.

use super::I18n;
use landinghub::Timestamp;
use landinghub::account::Locale;

impl I18n {
    /// A whole number with the language's separators: `12,345`, in Vietnamese `12.345`.
    pub fn number(self, number: u64) -> String {
        let separator = if matches!(self.locale(), Locale::Vi) { '.' } else { ',' };
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A number with one digit behind the point: `4.5`, in Vietnamese `4,5`.
    pub fn decimal(self, number: f64) -> String {
        let text = format!("{number:.1}");
        if matches!(self.locale(), Locale::Vi) { text.replace('.', ",") } else { text }
    }

    /// An amount as people of the language write it: `₫199,000`, in Vietnamese `199.000 ₫`; `$12.50`, `฿120.00`.
    pub fn money(self, money: landinghub::market::Money) -> String {
        use landinghub::market::Currency;
        let sign = if money.amount < 0 { "−" } else { "" };
        let base = 10_u64.pow(money.currency.exponent());
        let units = money.amount.unsigned_abs();
        let mut digits = self.number(units / base);
        if base > 1 {
            let point = if matches!(self.locale(), Locale::Vi) { ',' } else { '.' };
            digits.push_str(&format!("{point}{:02}", units % base));
        }
        let symbol = match money.currency {
            Currency::Vnd => "₫",
            Currency::Thb => "฿",
            Currency::Usd => "$",
        };
        match self.locale() {
            // Vietnamese puts every currency behind the number.
            Locale::Vi => format!("{sign}{digits} {symbol}"),
            Locale::En | Locale::Th => format!("{sign}{symbol}{digits}"),
        }
    }

    /// A day in UTC: `22 Nov 2026`, `22/11/2026`, `22 พ.ย. 2569` (the Buddhist year).
    pub fn date(self, moment: Timestamp) -> String {
        let (year, month, day) = moment.date();
        match self.locale() {
            Locale::Vi => format!("{day:02}/{month:02}/{year}"),
            Locale::Th => format!("{day} {} {}", self.month(month), year + 543),
            Locale::En => format!("{day} {} {year}", self.month(month)),
        }
    }

    /// A day and time in UTC, saying so: `22 Nov 2026, 14:05 UTC`.
    pub fn moment(self, moment: Timestamp) -> String {
        let (hour, minute, _, _) = moment.time_of_day();
        format!("{}, {hour:02}:{minute:02} UTC", self.date(moment))
    }

    fn month(self, month: i64) -> &'static str {
        match month {
            1 => self.t("month.1"),
            2 => self.t("month.2"),
            3 => self.t("month.3"),
            4 => self.t("month.4"),
            5 => self.t("month.5"),
            6 => self.t("month.6"),
            7 => self.t("month.7"),
            8 => self.t("month.8"),
            9 => self.t("month.9"),
            10 => self.t("month.10"),
            11 => self.t("month.11"),
            _ => self.t("month.12"),
        }
    }
}
