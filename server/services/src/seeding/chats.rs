//! Made-up chats: with the support, and with sellers about their listings.

use super::chance::{Chance, DAY, MINUTE};
use super::goods::Good;
use super::people::{self, Person};
use super::rows::{Progress, Rows};
use crate::context::Services;
use crate::error::Result;
use landinghub::account::Locale;
use landinghub_store::seeding::Table;
use serde_json::json;
use std::collections::HashSet;

/// What is said in a language: subjects, then questions and answers in turns.
struct Talk {
    subjects: &'static [&'static str],
    asked: &'static [&'static str],
    answered: &'static [&'static str],
}

const EN: Talk = Talk {
    subjects: &[
        "Domain doesn't connect",
        "Question about an invoice",
        "The form sends no mail",
        "How do I add a second language?",
        "Refund for a duplicate order",
    ],
    asked: &[
        "Hello, can you help me with this?",
        "I tried that and it still looks the same.",
        "It works on my phone but not on the laptop.",
        "Where do I find that setting?",
        "Great, that was it. Thank you!",
        "One more thing: can I change the colours later?",
    ],
    answered: &[
        "Hi! Of course. What do you see exactly?",
        "Thanks, I can reproduce it. Give me a few minutes.",
        "Please publish once more; the change is live then.",
        "It is in the page settings, under Address.",
        "Glad it works. Anything else?",
        "Yes, colours and fonts change in one place.",
    ],
};
const VI: Talk = Talk {
    subjects: &[
        "Tên miền không kết nối",
        "Hỏi về hoá đơn",
        "Biểu mẫu không gửi thư",
        "Thêm ngôn ngữ thứ hai",
        "Hoàn tiền đơn bị trùng",
    ],
    asked: &[
        "Chào bạn, giúp mình việc này với?",
        "Mình đã thử mà vẫn như cũ.",
        "Trên điện thoại thì được, máy tính thì không.",
        "Mục đó nằm ở đâu vậy?",
        "Được rồi, cảm ơn bạn nhiều!",
        "Cho hỏi thêm: sau này đổi màu được không?",
    ],
    answered: &[
        "Chào bạn! Bạn thấy hiển thị như thế nào?",
        "Cảm ơn, mình đã thấy lỗi. Chờ mình vài phút nhé.",
        "Bạn xuất bản lại một lần nữa là được.",
        "Trong phần cài đặt trang, mục Địa chỉ.",
        "Tuyệt, bạn cần gì thêm không?",
        "Được nhé, màu và phông chữ đổi ở một nơi.",
    ],
};
const TH: Talk = Talk {
    subjects: &["โดเมนเชื่อมต่อไม่ได้", "สอบถามใบแจ้งหนี้", "ฟอร์มไม่ส่งอีเมล", "เพิ่มภาษาที่สองอย่างไร", "ขอเงินคืนคำสั่งซื้อซ้ำ"],
    asked: &[
        "สวัสดีค่ะ ช่วยดูเรื่องนี้ให้หน่อยได้ไหม",
        "ลองแล้วแต่ยังเหมือนเดิม",
        "ในมือถือใช้ได้ แต่ในคอมไม่ได้",
        "การตั้งค่านั้นอยู่ตรงไหนคะ",
        "ได้แล้วค่ะ ขอบคุณมาก",
        "ถามเพิ่มอีกนิด เปลี่ยนสีทีหลังได้ไหม",
    ],
    answered: &[
        "สวัสดีครับ เห็นหน้าจอเป็นอย่างไรบ้างครับ",
        "ขอบคุณครับ เจอปัญหาแล้ว รอสักครู่นะครับ",
        "กดเผยแพร่อีกครั้งก็ใช้ได้เลยครับ",
        "อยู่ในตั้งค่าหน้า หัวข้อที่อยู่ครับ",
        "ยินดีครับ มีอะไรเพิ่มเติมไหมครับ",
        "ได้ครับ เปลี่ยนสีและฟอนต์ได้ในที่เดียว",
    ],
};

/// Writes chats; answers how many messages there are in them.
pub(super) async fn write(
    services: &Services,
    chance: &Chance,
    (rooms, messages): (usize, usize),
    (goods, people): (&[Good], &[Person]),
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<usize> {
    let now = services.now().0;
    let admin = people::admin(services, chance).await?;
    let mut rows = Rows::new(services);
    let mut progress = Progress::new(tell, "chats", rooms);
    let mut pairs: HashSet<String> = HashSet::new();
    let mut left = messages;
    for n in 0..rooms {
        let Some(customer) = people.get(chance.below(people.len())) else { break };
        let good = goods.get(chance.popular(goods.len())).filter(|_| chance.in_hundred(40));
        let seller = good.and_then(|good| people.get(good.seller)).filter(|seller| seller.id != customer.id);
        let good = good.filter(|_| seller.is_some());
        let pair =
            seller.zip(good).map(|(seller, good)| format!("{}:{}:{}", customer.id, seller.id, good.id));
        if pair.as_ref().is_some_and(|pair| !pairs.insert(pair.clone())) {
            continue;
        }
        // The same for all, and twice as much at the most; the last ones get what is left.
        let mean = left / (rooms - n);
        let count = if n + 1 == rooms { left } else { (1 + chance.below(mean.max(1) * 2)).min(left) };
        left -= count;
        let talk = match customer.locale {
            Locale::En => &EN,
            Locale::Vi => &VI,
            Locale::Th => &TH,
        };
        let began = chance.past(now, 90) - DAY;
        let id = chance.id();
        let (mut at, mut customer_seq, mut answer_seq, mut answered, mut waiting) = (began, 0, 0, None, None);
        let length = i64::try_from(count).unwrap_or_default();
        for seq in 1..=length {
            let asks = seq == 1 || chance.in_hundred(52);
            at = (at + chance.between(1, 90) * MINUTE / 2).min(now);
            let (sender, kind, texts) = match (asks, seller) {
                (true, _) => (&customer.id, "user", talk.asked),
                (false, Some(seller)) => (&seller.id, "seller", talk.answered),
                (false, None) => (&admin, "admin", talk.answered),
            };
            if asks {
                customer_seq = seq;
                waiting = waiting.or(Some(at));
            } else {
                answer_seq = seq;
                answered = answered.or(Some(at));
                waiting = None;
            }
            let body = chance.word(texts);
            rows.add(
                Table::Messages,
                json!({
                    "room_id": id, "seq": seq, "id": chance.id(), "client_id": chance.id(), "sender_id": sender,
                    "sender_type": kind, "body": body, "message_type": "text",
                    "attachments": "[]", "private": 0, "read_at": (seq < length).then_some(at), "created_at": at,
                }),
            );
        }
        let status = match chance.below(10) {
            _ if answered.is_none() => "open",
            0 => "open",
            1..=2 => "pending",
            _ => "resolved",
        };
        let resolved = (status == "resolved").then_some(at);
        let subject = good.map_or_else(|| chance.word(talk.subjects).to_owned(), |good| good.title.clone());
        let rating = (resolved.is_some() && chance.in_hundred(40)).then(|| chance.between(3, 5));
        rows.add(
            Table::Rooms,
            json!({
                "id": id, "kind": if seller.is_some() { "seller" } else { "support" }, "customer_id": customer.id,
                "seller_id": seller.map(|seller| &seller.id),
                "admin_id": (seller.is_none() && answered.is_some()).then_some(&admin), "status": status, "subject": subject,
                "priority": chance.word(&["low", "normal", "normal", "high", "urgent"]),
                "tags": "[]", "listing_id": good.map(|good| &good.id), "pair_key": pair,
                "locale": customer.locale.as_str(), "version": length.max(1), "last_seq": length, "customer_seq": customer_seq,
                "answer_seq": answer_seq, "waiting_since": waiting.filter(|_| resolved.is_none()), "sla_started_at": began,
                "answered_at": answered, "resolved_at": resolved, "first_response": answered.map(|at| at - began),
                "resolution": resolved.map(|at| at - began), "rating": rating, "rated_at": rating.and(resolved),
                "created_at": began, "updated_at": at,
            }),
        );
        let mut members = vec![(&customer.id, "customer", customer_seq)];
        match seller {
            Some(seller) => members.push((&seller.id, "seller", answer_seq)),
            None if answered.is_some() => members.push((&admin, "agent", length)),
            None => {}
        }
        for (user, role, read) in members {
            rows.add(
                Table::Members,
                json!({
                    "room_id": id, "user_id": user, "role": role, "last_read_seq": read, "subscribed": 0, "looking_until": 0,
                }),
            );
        }
        rows.spill().await?;
        progress.at(n);
    }
    rows.flush().await?;
    progress.end();
    Ok(messages - left)
}
