//! The words of new blocks and of the page's own furniture (skip link, menu), in the page's language.
//! These are part of a page's content, not of our interface.

use super::model::Lang;

/// Words in one language.
#[derive(Debug)]
pub struct Words {
    /// A new heading.
    pub heading: &'static str,
    /// A new text.
    pub text: &'static str,
    /// A new button.
    pub button: &'static str,
    /// A new buy button.
    pub buy: &'static str,
    /// A new button that opens the chat.
    pub chat: &'static str,
    /// A new link.
    pub link: &'static str,
    /// A new list item.
    pub item: &'static str,
    /// A new question.
    pub question: &'static str,
    /// A new answer.
    pub answer: &'static str,
    /// A field's label.
    pub name: &'static str,
    /// A field's label.
    pub email: &'static str,
    /// A field's label.
    pub phone: &'static str,
    /// A field's label.
    pub message: &'static str,
    /// A select's label.
    pub choice: &'static str,
    /// A checkbox' label.
    pub agree: &'static str,
    /// A form's button.
    pub send: &'static str,
    /// What a form says when it was sent.
    pub sent: &'static str,
    /// The first, hidden link of a page.
    pub skip: &'static str,
    /// The button that opens the menu on small screens.
    pub menu: &'static str,
    /// The label of the field only machines fill in.
    pub leave_empty: &'static str,
    /// Closes what lies over the page.
    pub close: &'static str,
    /// Opens a picture large.
    pub enlarge: &'static str,
    /// Starts a film.
    pub play: &'static str,
    /// Said in a preview, where no player of others runs.
    pub plays_live: &'static str,
    /// Shows a map.
    pub open_map: &'static str,
    /// What a row that scrolls sideways is.
    pub carousel: &'static str,
    /// Days, hours, minutes, seconds.
    pub units: [&'static str; 4],
}

static EN: Words = Words {
    heading: "A heading that says what you offer",
    text: "Say in two or three sentences what this is about and why it matters to the reader.",
    button: "Get started",
    buy: "Buy now",
    chat: "Chat with us",
    link: "Read more",
    item: "One good reason",
    question: "What do people often ask?",
    answer: "Answer it here, briefly and honestly.",
    name: "Name",
    email: "E-mail",
    phone: "Phone",
    message: "Message",
    choice: "Choose one",
    agree: "I agree to be contacted",
    send: "Send",
    sent: "Thank you. We have your message and will be in touch.",
    skip: "Skip to content",
    menu: "Menu",
    leave_empty: "Leave this field empty",
    close: "Close",
    enlarge: "Enlarge",
    play: "Play",
    plays_live: "This film plays on the published page.",
    open_map: "Show the map",
    carousel: "Carousel",
    units: ["days", "hours", "minutes", "seconds"],
};

static VI: Words = Words {
    heading: "Tiêu đề nói rõ bạn mang đến điều gì",
    text: "Viết hai, ba câu cho biết đây là gì và vì sao người đọc nên quan tâm.",
    button: "Bắt đầu ngay",
    buy: "Mua ngay",
    chat: "Nhắn cho chúng tôi",
    link: "Xem thêm",
    item: "Một lý do thuyết phục",
    question: "Khách hàng thường hỏi điều gì?",
    answer: "Hãy trả lời ngắn gọn và chân thành tại đây.",
    name: "Họ và tên",
    email: "Email",
    phone: "Số điện thoại",
    message: "Lời nhắn",
    choice: "Chọn một mục",
    agree: "Tôi đồng ý được liên hệ",
    send: "Gửi",
    sent: "Cảm ơn bạn! Chúng tôi đã nhận được thông tin và sẽ sớm liên hệ.",
    skip: "Chuyển đến nội dung",
    menu: "Trình đơn",
    leave_empty: "Vui lòng để trống ô này",
    close: "Đóng",
    enlarge: "Xem ảnh lớn",
    play: "Phát",
    plays_live: "Phim phát được trên trang đã xuất bản.",
    open_map: "Xem bản đồ",
    carousel: "Băng chuyền",
    units: ["ngày", "giờ", "phút", "giây"],
};

static TH: Words = Words {
    heading: "หัวข้อที่บอกว่าคุณมีอะไรให้",
    text: "เขียนสองสามประโยคว่าสิ่งนี้คืออะไร และสำคัญกับผู้อ่านอย่างไร",
    button: "เริ่มต้นเลย",
    buy: "ซื้อเลย",
    chat: "แชตกับเรา",
    link: "อ่านเพิ่มเติม",
    item: "เหตุผลดี ๆ ข้อหนึ่ง",
    question: "คำถามที่พบบ่อยคืออะไร",
    answer: "ตอบที่นี่อย่างสั้นและตรงไปตรงมา",
    name: "ชื่อ",
    email: "อีเมล",
    phone: "เบอร์โทรศัพท์",
    message: "ข้อความ",
    choice: "เลือกหนึ่งรายการ",
    agree: "ฉันยินยอมให้ติดต่อกลับ",
    send: "ส่ง",
    sent: "ขอบคุณ เราได้รับข้อความแล้วและจะติดต่อกลับโดยเร็ว",
    skip: "ข้ามไปยังเนื้อหา",
    menu: "เมนู",
    leave_empty: "โปรดเว้นช่องนี้ว่างไว้",
    close: "ปิด",
    enlarge: "ดูภาพใหญ่",
    play: "เล่น",
    plays_live: "วิดีโอนี้เล่นได้บนหน้าที่เผยแพร่แล้ว",
    open_map: "ดูแผนที่",
    carousel: "แถวเลื่อน",
    units: ["วัน", "ชั่วโมง", "นาที", "วินาที"],
};

impl Words {
    /// The words of a page's language, English where there are none.
    #[must_use]
    pub fn of(lang: &Lang) -> &'static Self {
        match lang.as_str().split('-').next() {
            Some("vi") => &VI,
            Some("th") => &TH,
            _ => &EN,
        }
    }
}
