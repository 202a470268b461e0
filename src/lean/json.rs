//! A reader of JSON for the browser. What serde_json makes of a type there is twice as long: it also reads structures from lists,
//! takes strings that are borrowed and strings that aren't, and tells what it expected instead. This one doesn't; texts come from our
//! own server or are tried and left.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, IntoDeserializer as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

/// How serde_json asks for the text of a value.
const RAW: &str = "$serde_json::private::RawValue";
/// Deeper is no text of ours.
const DEEPEST: u8 = 128;

/// The text isn't JSON, or not of what was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for Unread {}

impl de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Read<T> = Result<T, Unread>;

/// Reads a value from a text that holds nothing else.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Read<T> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = T::deserialize(&mut reader)?;
    if reader.peek() == 0 && reader.at == text.len() { Ok(value) } else { Err(Unread) }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Reader<'de> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    /// The next byte that isn't space; 0 at the end.
    fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
        self.byte()
    }

    fn take(&mut self, byte: u8) -> Read<()> {
        if self.peek() == byte {
            self.at += 1;
            return Ok(());
        }
        Err(Unread)
    }

    fn word(&mut self, word: &str) -> Read<()> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(());
        }
        Err(Unread)
    }

    fn enter(&mut self, byte: u8) -> Read<()> {
        self.take(byte)?;
        self.depth += 1;
        if self.depth < DEEPEST { Ok(()) } else { Err(Unread) }
    }

    fn leave(&mut self, byte: u8) -> Read<()> {
        self.depth -= 1;
        self.take(byte)
    }

    /// Whether another item follows, in front of which the reader then is.
    fn more(&mut self, first: &mut bool, end: u8) -> Read<bool> {
        if self.peek() == end {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.take(b',')?;
        }
        Ok(true)
    }

    fn string(&mut self) -> Read<Cow<'de, str>> {
        self.take(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let from = self.at;
            while !matches!(self.byte(), b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            let part = self.text.get(from..self.at).ok_or(Unread)?;
            if text.is_empty() {
                text = Cow::Borrowed(part);
            } else {
                text.to_mut().push_str(part);
            }
            let byte = self.byte();
            self.at += 1;
            match byte {
                b'"' => return Ok(text),
                b'\\' => text.to_mut().push(self.escape()?),
                _ => return Err(Unread),
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let code = if matches!(unit, 0xd800..0xdc00) {
                    self.word("\\u")?;
                    let low = self.unit()?;
                    if !matches!(low, 0xdc00..0xe000) {
                        return Err(Unread);
                    }
                    0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    unit
                };
                char::from_u32(code).ok_or(Unread)?
            }
            _ => return Err(Unread),
        })
    }

    fn unit(&mut self) -> Read<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.byte()).to_digit(16).ok_or(Unread)?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn digits(&mut self) -> Read<()> {
        let from = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(Unread) }
    }

    /// A number, and whether it is whole.
    fn number(&mut self) -> Read<(&'de str, bool)> {
        let from = self.at;
        self.at += usize::from(self.byte() == b'-');
        if self.byte() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.byte() == b'.' {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            whole = false;
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), b'-' | b'+'));
            self.digits()?;
        }
        Ok((self.text.get(from..self.at).ok_or(Unread)?, whole))
    }

    fn skip(&mut self) -> Read<()> {
        match self.peek() {
            b'{' => {
                self.enter(b'{')?;
                let mut first = true;
                while self.more(&mut first, b'}')? {
                    self.peek();
                    self.string()?;
                    self.take(b':')?;
                    self.skip()?;
                }
                self.leave(b'}')
            }
            b'[' => {
                self.enter(b'[')?;
                let mut first = true;
                while self.more(&mut first, b']')? {
                    self.skip()?;
                }
                self.leave(b']')
            }
            b'"' => self.string().map(drop),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.number().map(drop),
        }
    }

    fn raw(&mut self) -> Read<&'de str> {
        self.peek();
        let from = self.at;
        self.skip()?;
        self.text.get(from..self.at).ok_or(Unread)
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.enter(b'[')?;
        let value = visitor.visit_seq(Items { reader: self, first: true })?;
        self.leave(b']')?;
        Ok(value)
    }

    fn map<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.enter(b'{')?;
        let value = visitor.visit_map(Items { reader: self, first: true })?;
        self.leave(b'}')?;
        Ok(value)
    }

    fn numeral<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.peek();
        let (text, whole) = self.number()?;
        if whole {
            if let Ok(number) = text.parse() {
                return visitor.visit_u64(number);
            }
            // There is no whole -0.
            if text != "-0"
                && let Ok(number) = text.parse()
            {
                return visitor.visit_i64(number);
            }
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => visitor.visit_f64(number),
            _ => Err(Unread),
        }
    }
}

macro_rules! each {
    ($($name:ident)* => $how:ident) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.$how(visitor)
        })*
    };
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.peek() {
            b'{' => self.map(visitor),
            b'[' => self.list(visitor),
            b'"' => self.deserialize_str(visitor),
            b'n' => self.deserialize_unit(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            _ => self.numeral(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let yes = self.peek() == b't';
        self.word(if yes { "true" } else { "false" })?;
        visitor.visit_bool(yes)
    }

    each!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 => numeral);
    each!(deserialize_seq => list);
    each!(deserialize_map => map);

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(&text),
        }
    }

    each!(deserialize_string deserialize_identifier deserialize_char => deserialize_str);

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
        Err(Unread)
    }

    each!(deserialize_byte_buf => deserialize_bytes);

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.peek() == b'n' {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        if name == RAW {
            let raw = self.raw()?;
            return visitor.visit_map(Raw(raw, false));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.peek() != b'{' {
            return visitor.visit_enum(Variant(self, false));
        }
        self.enter(b'{')?;
        let value = visitor.visit_enum(Variant(self, true))?;
        self.leave(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// What is in brackets.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.reader.more(&mut self.first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.reader.more(&mut self.first, b'}')? {
            return Ok(None);
        }
        // Names are texts; numbers that are names stand in texts, too, and none of ours are numbers.
        if self.reader.peek() != b'"' {
            return Err(Unread);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant, and whether something belongs to it.
struct Variant<'a, 'de>(&'a mut Reader<'de>, bool);

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = self.0.string()?;
        let name: StrDeserializer<'_, Unread> = (&*name).into_deserializer();
        let value = seed.deserialize(name)?;
        if self.1 {
            self.0.take(b':')?;
        }
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;

    fn unit_variant(self) -> Read<()> {
        if self.1 { self.0.peek_unit() } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        if self.1 { seed.deserialize(self.0) } else { Err(Unread) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        if self.1 { self.0.list(visitor) } else { Err(Unread) }
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        if self.1 { self.0.map(visitor) } else { Err(Unread) }
    }
}

impl Reader<'_> {
    fn peek_unit(&mut self) -> Read<()> {
        self.peek();
        self.word("null")
    }
}

/// The text of a value, as serde_json wants to be given it.
struct Raw<'de>(&'de str, bool);

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if std::mem::replace(&mut self.1, true) {
            return Ok(None);
        }
        seed.deserialize(BorrowedStrDeserializer::new(RAW)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(BorrowedStrDeserializer::new(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Op};
    use proptest::prelude::*;
    use serde_json::Value;
    use serde_json::value::RawValue;

    /// Both read the same or nothing. Numbers with many digits differ in the last, as serde_json reads them by default.
    fn same<T: for<'de> Deserialize<'de> + PartialEq + fmt::Debug>(text: &str) {
        assert_eq!(read::<T>(text).ok(), serde_json::from_str::<T>(text).ok(), "{text}");
    }

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            "",
            " ",
            "null",
            "nul",
            "true",
            "[]",
            "[ ]",
            "[1,2 , 3]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{,}",
            "{\"a\":1,}",
            " { \"a\" : [ 1 , {\"b\":null} ] , \"c\":\"d\" } ",
            "{\"a\" 1}",
            "{a:1}",
            "\"a\\n\\u00e9\\ud83d\\ude00\\/\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\x\"",
            "\"a\nb\"",
            "\"a",
            "\"é\u{1f600}\"",
            "0",
            "-0",
            "-1",
            "01",
            "1.",
            ".5",
            "1.5",
            "1e3",
            "1e",
            "1e+2",
            "-",
            "+1",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "1e999",
            "1 1",
            "[1]]",
            "\"\\\"",
            "{\"a\":1}{",
        ] {
            same::<Value>(text);
            same::<Option<Vec<String>>>(text);
            same::<std::collections::BTreeMap<String, Value>>(text);
            same::<u64>(text);
            same::<i64>(text);
            same::<bool>(text);
            // What serde_json skips it doesn't look at as closely.
            if text.contains("\\ud") {
                continue;
            }
            let raw = read::<Box<RawValue>>(text).ok().map(|raw| raw.get().to_owned());
            assert_eq!(
                raw,
                serde_json::from_str::<Box<RawValue>>(text).ok().map(|raw| raw.get().to_owned()),
                "{text}"
            );
        }
        let deep = ["[".repeat(200), "]".repeat(200)].concat();
        same::<Value>(&deep);
    }

    #[test]
    fn reads_operations() {
        for text in [
            r#"{"op":"remove","node":"n1"}"#,
            r#"{"node":"n1","op":"set_prop","prop":"text","value":{"rich":{"blocks":[]}}}"#,
            r#"{"op":"set_prop","node":"n1","prop":"text","value":"a"}"#,
            r#"{"op":"move","node":"n1","parent":"n2","order":"a0"}"#,
            r#"{"op":"nothing"}"#,
            r#"{"op":"remove"}"#,
            r#"{}"#,
            r#"[]"#,
        ] {
            same::<Op>(text);
            same::<Vec<Op>>(&["[", text, "]"].concat());
        }
    }

    #[test]
    fn reads_documents() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/server/templates");
        let mut read = 0;
        for file in std::fs::read_dir(folder).expect("templates") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
            let template: Value = serde_json::from_str(&text).expect("JSON");
            let Some(document) = template.get("document") else { continue };
            same::<Document>(&document.to_string());
            same::<Document>(&serde_json::to_string_pretty(document).expect("JSON"));
            read += 1;
        }
        assert!(read > 10);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\[\\]{},:\"\\\\a-fnrtu0-9.eE+\\- é]{0,40}") {
            prop_assert_eq!(read::<Value>(&text).is_ok(), serde_json::from_str::<Value>(&text).is_ok());
        }
    }
}
