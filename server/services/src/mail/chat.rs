//! What mails about conversations say.

use super::letters::Words;
use crate::chat::News;
use landinghub::account::Locale;

/// The address such a mail leads to, within the app.
pub(super) fn path(news: &News) -> String {
    match news {
        News::Waiting { room, .. } => format!("/admin/inbox?room={room}"),
        News::Transcript { room, .. } => format!("/messages/{room}"),
    }
}

/// The sentences.
pub(super) fn words(news: &News, locale: Locale) -> Words {
    let words = |subject, greeting, lead, action, note| Words { subject, greeting, lead, action, note };
    match (news, locale) {
        (News::Waiting { from, subject, text, .. }, Locale::En) => words(
            "A customer is waiting in the support chat",
            "Hello",
            format!("{from} writes about \"{subject}\", and nobody is there to answer:\n\n{text}"),
            "Answer in the inbox",
            "The answer reaches them in the chat.",
        ),
        (News::Waiting { from, subject, text, .. }, Locale::Vi) => words(
            "Một khách hàng đang chờ trong khung chat hỗ trợ",
            "Chào",
            format!("{from} viết về “{subject}” và hiện không có ai trực:\n\n{text}"),
            "Trả lời trong hộp thư",
            "Khách sẽ nhận câu trả lời trong khung chat.",
        ),
        (News::Waiting { from, subject, text, .. }, Locale::Th) => words(
            "มีลูกค้ารออยู่ในแชตช่วยเหลือ",
            "สวัสดี",
            format!("{from} เขียนเรื่อง “{subject}” และขณะนี้ไม่มีใครอยู่ตอบ:\n\n{text}"),
            "ตอบในกล่องข้อความ",
            "ลูกค้าจะได้รับคำตอบในแชต",
        ),
        (News::Transcript { subject, text, .. }, Locale::En) => words(
            "Your conversation with LandingHub",
            "Hello",
            format!("This is your conversation \"{subject}\":\n\n{text}"),
            "Open the conversation",
            "You can go on with it there at any time.",
        ),
        (News::Transcript { subject, text, .. }, Locale::Vi) => words(
            "Cuộc trò chuyện của bạn với LandingHub",
            "Chào",
            format!("Đây là cuộc trò chuyện “{subject}” của bạn:\n\n{text}"),
            "Mở cuộc trò chuyện",
            "Bạn có thể tiếp tục ở đó bất cứ lúc nào.",
        ),
        (News::Transcript { subject, text, .. }, Locale::Th) => words(
            "บทสนทนาของคุณกับ LandingHub",
            "สวัสดี",
            format!("นี่คือบทสนทนา “{subject}” ของคุณ:\n\n{text}"),
            "เปิดบทสนทนา",
            "คุณสนทนาต่อที่นั่นได้ทุกเมื่อ",
        ),
    }
}
