//! The words made-up content is put together from, in the languages of the interface.

use landinghub::account::Locale;

/// Words of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    /// The family's name comes first in Vietnamese.
    pub(super) families: &'static [&'static str],
    pub(super) given: &'static [&'static str],
    /// How stores are called; `{}` is a brand.
    pub(super) stores: &'static [&'static str],
    pub(super) about: &'static [&'static str],
    /// Titles of listings; `{brand}`, `{style}`, `{what}`.
    pub(super) titles: &'static [&'static str],
    pub(super) styles: &'static [&'static str],
    /// By category, in the order of `CATEGORIES`.
    pub(super) what: &'static [&'static str; 14],
    /// Headlines of pages; `{what}`, `{brand}`.
    pub(super) headlines: &'static [&'static str],
    /// Sentences of descriptions.
    pub(super) sentences: &'static [&'static str],
    /// From one star to five.
    pub(super) comments: [&'static [&'static str]; 5],
    pub(super) replies: &'static [&'static str],
    pub(super) reasons: &'static [&'static str],
}

/// The words of a language.
pub(super) const fn of(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &EN,
        Locale::Vi => &VI,
        Locale::Th => &TH,
    }
}

/// Names of made-up businesses, the same in all languages.
pub(super) const BRANDS: &[&str] = &[
    "Lumen", "Nhà Sen", "Mây", "Baan Suan", "Koru", "Northwind", "Hạ Long", "Sala", "Tiny Orchard", "Chiang", "Sông Xanh", "Atlas",
    "Mộc", "Papaya", "Orbit", "Lá Phong", "Siam Craft", "Verde", "Gốm Việt", "Kanda", "Brightside", "An Nhiên", "Talay", "Juniper",
    "Bến Thành", "Malee", "Foundry", "Trà Xanh", "Sukjai", "Harbor", "Phố Cổ", "Rim Nam", "Pixelry", "Đồng Xanh", "Chaba", "Meridian",
    "Hoa Ban", "Lotus", "Kite", "Biển Gọi", "Duangdao", "Stonefruit", "Ánh Dương", "Tawan", "Clover", "Tre Việt", "Nimman", "Copper",
    "Sen Vàng", "Arun", "Fieldnote", "Mùa Thu", "Doi Suthep", "Paperboat", "Khói Bếp", "Saffron", "Lantern", "Ngọc Trai", "Monsoon", "Willow",
];

/// Tags by category, in the order of `CATEGORIES`; then those that go with all.
pub(super) const TAGS: &[&[&str]; 14] = &[
    &["launch", "gadget", "ecommerce"], &["saas", "startup", "b2b", "pricing"], &["event", "conference", "tickets"],
    &["course", "education", "online"], &["restaurant", "food", "booking", "menu"], &["portfolio", "design", "photography"],
    &["app", "mobile", "download"], &["coming-soon", "waitlist"], &["webinar", "live", "marketing"],
    &["real-estate", "villa", "apartment"], &["charity", "donation", "community"], &["sale", "fashion", "black-friday"],
    &["business", "consulting", "agency"], &["wedding", "personal", "travel"],
];
pub(super) const COMMON_TAGS: &[&str] =
    &["minimal", "dark", "responsive", "bold", "elegant", "one-page", "form", "animated", "colourful", "tet", "songkran", "vietnam", "thailand"];

const EN: Words = Words {
    lang: "en",
    families: &["Carter", "Nguyen", "Okafor", "Lindqvist", "Moreau", "Silva", "Tanaka", "Novak", "Rossi", "Fischer", "Haddad", "Kowalski", "Byrne", "Castillo", "Ivanov", "Mbeki"],
    given: &["Emma", "Noah", "Ava", "Liam", "Maya", "Lucas", "Zoe", "Ethan", "Ines", "Oscar", "Ruby", "Felix", "Nora", "Hugo", "Clara", "Adam", "Leila", "Victor"],
    stores: &["{} Studio", "{} Templates", "{} Digital", "Made by {}", "{} & Co."],
    about: &["Landing pages that load fast and say one thing well.", "A small studio. We answer within a day.", "Ten years of conversion work, put into templates."],
    titles: &["{brand} – {style} {what}", "{style} {what} “{brand}”", "{brand}: {what}, {style}", "{what} {brand} ({style})"],
    styles: &["minimal", "bold", "dark", "elegant", "playful", "editorial", "modern", "warm", "high-contrast", "one-page", "photo-first", "soft"],
    what: &["product launch page", "SaaS landing page", "event page", "online course page", "restaurant landing page", "portfolio", "app landing page", "coming soon page", "webinar sign-up", "real estate landing page", "charity page", "sale landing page", "business website", "wedding page"],
    headlines: &["{brand}: everything your customers ask for", "Start with {brand} this week", "The {what} that sells while you sleep", "{brand} makes the first visit count", "Say yes to {brand}"],
    sentences: &["Built for phones first and checked at 390 pixels.", "Every section can be reordered or hidden without breaking the rest.", "Forms, testimonials and a clear call to action are included.", "Contrast and headings pass the accessibility audit.", "Colours and fonts change in one place.", "Weighs less than 60 KB with its pictures.", "Comes with three alternative heroes.", "Tested with real visitors in two campaigns.", "The text is written, so you only change names and numbers.", "Works well with ads: it loads before people lose interest."],
    comments: [
        &["Looked different on my phone. Support was slow.", "Not what I expected from the preview."],
        &["Fine, but the sections were hard to rearrange for me.", "Too many things to change before it fits."],
        &["Does what it says. The form could be shorter.", "Good base, plain pictures."],
        &["Clean and quick to adapt. One more hero would be nice.", "Saved me a weekend.", "Good on phones, good text."],
        &["Published the same evening and had the first lead by morning.", "Best template I bought this year.", "Fast, clear, and the seller answered at once.", "Exactly what our launch needed."],
    ],
    replies: &["Thank you! Tell me if you need another section.", "Thanks for the kind words.", "Sorry about that – the new version fixes it."],
    reasons: &["It doesn't fit our brand after all.", "Bought twice by mistake.", "The page didn't work with our domain."],
};

const VI: Words = Words {
    lang: "vi",
    families: &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"],
    given: &["Thị Mai", "Văn Hùng", "Minh Anh", "Thu Trang", "Quốc Bảo", "Ngọc Hân", "Đức Thịnh", "Khánh Linh", "Gia Huy", "Thanh Hà", "Phương Thảo", "Tuấn Kiệt", "Bảo Châu", "Hoàng Long", "Diễm My", "Nhật Nam", "Yến Nhi", "Đình Phúc"],
    stores: &["Tiệm {}", "{} Studio", "Xưởng {}", "Giao diện {}", "{} Việt Nam"],
    about: &["Trang đích tải nhanh, nói đúng một điều.", "Xưởng nhỏ, trả lời trong ngày.", "Mười năm làm chiến dịch, gói lại thành mẫu."],
    titles: &["{brand} – {what} {style}", "Mẫu {what} {style} “{brand}”", "{what} {brand}, phong cách {style}", "Giao diện {what} {brand} {style}"],
    styles: &["tối giản", "nổi bật", "nền tối", "thanh lịch", "vui tươi", "tạp chí", "hiện đại", "ấm áp", "tương phản cao", "một trang", "nhiều ảnh", "nhẹ nhàng"],
    what: &["trang ra mắt sản phẩm", "trang phần mềm SaaS", "trang sự kiện", "trang khoá học trực tuyến", "trang nhà hàng đặt bàn", "trang hồ sơ năng lực", "trang giới thiệu ứng dụng", "trang sắp ra mắt", "trang đăng ký hội thảo", "trang bất động sản", "trang quyên góp từ thiện", "trang khuyến mãi bán hàng", "trang doanh nghiệp", "trang thiệp cưới"],
    headlines: &["{brand}: mọi điều khách hàng cần", "Bắt đầu cùng {brand} ngay tuần này", "Trang bán hàng làm việc cả khi bạn ngủ", "{brand} – ấn tượng từ lần ghé đầu tiên", "Ưu đãi đặc biệt từ {brand}"],
    sentences: &["Thiết kế cho điện thoại trước, đã kiểm tra ở 390 điểm ảnh.", "Đổi thứ tự hoặc ẩn từng phần mà không vỡ bố cục.", "Có sẵn biểu mẫu, nhận xét khách hàng và nút kêu gọi rõ ràng.", "Độ tương phản và tiêu đề đạt chuẩn trợ năng.", "Đổi màu và phông chữ ở một nơi.", "Cả trang nhẹ hơn 60 KB kể cả ảnh.", "Kèm ba phần mở đầu để lựa chọn.", "Đã chạy thật trong hai chiến dịch quảng cáo.", "Nội dung đã viết sẵn, bạn chỉ đổi tên và số liệu.", "Rất hợp chạy quảng cáo vì tải xong trước khi khách rời đi."],
    comments: [
        &["Trên điện thoại của tôi trông khác hẳn. Hỗ trợ chậm.", "Không giống bản xem trước."],
        &["Tạm được, nhưng khó sắp xếp lại các phần.", "Phải sửa quá nhiều mới dùng được."],
        &["Đúng như mô tả. Biểu mẫu nên ngắn hơn.", "Nền tốt, ảnh hơi đơn giản."],
        &["Gọn gàng, sửa nhanh. Thêm một phần mở đầu nữa thì tuyệt.", "Tiết kiệm được cả cuối tuần.", "Hiển thị tốt trên điện thoại."],
        &["Xuất bản ngay trong tối và sáng hôm sau có khách để lại số.", "Mẫu đáng tiền nhất năm nay.", "Nhanh, rõ ràng, người bán trả lời ngay.", "Đúng thứ chúng tôi cần để khai trương."],
    ],
    replies: &["Cảm ơn bạn! Cần thêm phần nào cứ nhắn mình nhé.", "Cảm ơn lời nhận xét của bạn.", "Xin lỗi bạn, bản mới đã sửa lỗi này."],
    reasons: &["Không hợp với thương hiệu của tôi.", "Mua nhầm hai lần.", "Không dùng được với tên miền của tôi."],
};

const TH: Words = Words {
    lang: "th",
    families: &["สุขใจ", "ศรีสวัสดิ์", "วงศ์ไทย", "ทองดี", "รัตนกุล", "พงษ์พานิช", "แก้วมณี", "จันทร์เพ็ญ", "บุญมาก", "ชัยวัฒน์", "อินทร์แก้ว", "ใจดี"],
    given: &["สมชาย", "มาลี", "ณัฐพล", "พิมพ์ชนก", "อรทัย", "กิตติ", "ชลธิชา", "ธนกร", "วรรณา", "ปกรณ์", "สุดารัตน์", "ภัทร", "นภัสสร", "วิชัย", "กมลชนก", "อนันต์"],
    stores: &["{} สตูดิโอ", "ร้าน {}", "{} ดีไซน์", "เทมเพลต {}", "{} ไทยแลนด์"],
    about: &["หน้าแลนดิ้งที่โหลดเร็วและพูดเรื่องเดียวให้ชัด", "สตูดิโอเล็ก ๆ ตอบกลับภายในหนึ่งวัน", "ประสบการณ์ทำแคมเปญสิบปี รวมไว้ในเทมเพลต"],
    titles: &["{brand} – {what}สไตล์{style}", "เทมเพลต{what} “{brand}” {style}", "{what} {brand} แบบ{style}", "{what}{style}ของ {brand}"],
    styles: &["มินิมอล", "โดดเด่น", "โทนมืด", "หรูหรา", "สดใส", "นิตยสาร", "ทันสมัย", "อบอุ่น", "อ่านง่าย", "หน้าเดียว", "เน้นภาพ", "นุ่มนวล"],
    what: &["หน้าเปิดตัวสินค้า", "หน้าซอฟต์แวร์", "หน้างานอีเวนต์", "หน้าคอร์สออนไลน์", "หน้าร้านอาหาร", "พอร์ตโฟลิโอ", "หน้าแอปมือถือ", "หน้าเร็ว ๆ นี้", "หน้าสัมมนาออนไลน์", "หน้าอสังหาริมทรัพย์", "หน้าบริจาค", "หน้าโปรโมชั่น", "เว็บไซต์ธุรกิจ", "การ์ดแต่งงาน"],
    headlines: &["{brand} ทุกอย่างที่ลูกค้าต้องการ", "เริ่มกับ {brand} สัปดาห์นี้", "หน้าขายที่ทำงานแม้ตอนคุณหลับ", "{brand} ประทับใจตั้งแต่ครั้งแรก", "โปรพิเศษจาก {brand}"],
    sentences: &["ออกแบบสำหรับมือถือก่อน ตรวจแล้วที่ 390 พิกเซล", "สลับหรือซ่อนแต่ละส่วนได้โดยไม่เสียรูป", "มีฟอร์ม รีวิวลูกค้า และปุ่มเรียกให้ทำที่ชัดเจน", "สีและหัวข้อผ่านการตรวจการเข้าถึง", "เปลี่ยนสีและฟอนต์ได้ในที่เดียว", "ทั้งหน้ามีน้ำหนักไม่ถึง 60 KB รวมรูป", "มีส่วนเปิดให้เลือกสามแบบ", "ทดสอบจริงมาแล้วสองแคมเปญ", "เขียนข้อความไว้แล้ว เปลี่ยนแค่ชื่อกับตัวเลข", "เหมาะกับการยิงโฆษณา เพราะโหลดเสร็จก่อนลูกค้าจากไป"],
    comments: [
        &["ในมือถือของฉันดูไม่เหมือนเดิม ตอบช้า", "ไม่เหมือนตัวอย่างที่เห็น"],
        &["พอใช้ได้ แต่จัดลำดับส่วนต่าง ๆ ยาก", "ต้องแก้เยอะกว่าจะใช้ได้"],
        &["ตรงตามที่บอก ฟอร์มน่าจะสั้นกว่านี้", "โครงดี รูปธรรมดา"],
        &["สะอาดตา แก้ง่าย อยากได้ส่วนเปิดเพิ่มอีกแบบ", "ประหยัดเวลาทั้งสุดสัปดาห์", "ดูดีบนมือถือ"],
        &["เผยแพร่คืนเดียว เช้ามามีลูกค้าทักแล้ว", "เทมเพลตที่คุ้มที่สุดปีนี้", "เร็ว ชัดเจน ผู้ขายตอบทันที", "ตรงกับที่ร้านเราต้องการพอดี"],
    ],
    replies: &["ขอบคุณค่ะ อยากได้ส่วนไหนเพิ่มบอกได้เลย", "ขอบคุณสำหรับรีวิวนะครับ", "ขออภัยด้วย เวอร์ชันใหม่แก้แล้วค่ะ"],
    reasons: &["ไม่เข้ากับแบรนด์ของเรา", "ซื้อซ้ำโดยไม่ตั้งใจ", "ใช้กับโดเมนของเราไม่ได้"],
};
