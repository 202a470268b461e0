//! The opening of a restaurant, in Vietnamese.

use super::super::build::{
    Block, Page, button, faq, field, heading, image, link, list, options, text, text_as,
};
use super::super::model::{Lang, TokenKind};
use super::super::{Kind, Prop};
use super::{Template, card, grid, look, row, split, stack};
use crate::rng::SeededRng;

pub(super) fn template() -> Template {
    let rng = SeededRng::new(202);
    let page = look(
        Page::new(Lang::new("vi").expect("vi is a language"), &rng),
        ["#b3361b", "#ffffff", "#fffaf3", "#faefe0", "#2b1a12", "#6d5446", "#ead9c4"],
        "14px",
    )
    .token("night", TokenKind::Color, "Nền tối", "#26140d")
    .token("gold", TokenKind::Color, "Vàng", "#f2c14e")
    .token("font-heading", TokenKind::Font, "Phông tiêu đề", "\"Playfair Display\", serif")
    .asset("pho", "/_lh/t/quan-pho.svg", "image/svg+xml", 800, 800, "Tô phở bò với bánh phở, thịt bò, hành và rau thơm")
    .asset("goi-cuon", "/_lh/t/quan-goi-cuon.svg", "image/svg+xml", 600, 440, "Đĩa gỏi cuốn tôm thịt với chén tương đậu")
    .asset("bun-cha", "/_lh/t/quan-bun-cha.svg", "image/svg+xml", 600, 440, "Đĩa bún chả với rau sống và nước chấm")
    .asset("che", "/_lh/t/quan-che.svg", "image/svg+xml", 600, 440, "Ly chè ba màu đá bào")
    .meta(
        "Bếp Nhà Mây – Khai trương 12.12, giảm 30% toàn thực đơn",
        "Quán ăn Việt giữa lòng Quận 3: phở hầm 16 tiếng, bún chả nướng than hoa. Đặt bàn tuần khai trương để nhận ưu đãi 30%.",
    );
    let document = page
        .block(navbar())
        .block(hero())
        .block(offer())
        .block(menu())
        .block(story())
        .block(voices())
        .block(visit())
        .block(questions())
        .block(footer())
        .finish();
    Template::new("khai-truong-nha-hang", "Khai trương nhà hàng", "restaurant", document)
}

fn navbar() -> Block {
    Block::of(
        Kind::Navbar,
        [
            link("Thực đơn", "#thuc-don"),
            link("Câu chuyện", "#cau-chuyen"),
            link("Hỏi đáp", "#hoi-dap"),
            button("Đặt bàn", "#dat-ban"),
        ],
    )
    .prop(Prop::TEXT, "Bếp Nhà Mây")
    .prop(Prop::STICKY, true)
    .link("#top")
}

fn hero() -> Block {
    Block::of(Kind::Section, [split(
        vec![
            text_as("eyebrow", "Khai trương 12.12.2026").css("color: token(gold)"),
            heading(1, "Hương vị nhà, giữa lòng Sài Gòn"),
            text_as("lead", "Nồi nước dùng hầm mười sáu tiếng, bếp than hoa đỏ lửa từ năm giờ sáng. Mời bạn ghé Bếp Nhà Mây, ăn một bữa như được về nhà.")
                .css("color: #f0dfce"),
            row([
                button("Đặt bàn ngay", "#dat-ban").css("background-color: token(gold); color: token(night)"),
                button("Xem thực đơn", "#thuc-don").prop(Prop::VARIANT, "outline"),
            ]),
            text_as("small", "Mở cửa 6:30 – 22:00 mỗi ngày · 48 Võ Văn Tần, Quận 3").css("color: #e2cbb6"),
        ],
        vec![image("pho", "Tô phở bò với bánh phở, thịt bò, hành và rau thơm").css("width: 100%; max-width: 30rem; align-self: center; filter: drop-shadow(0 30px 40px rgb(0 0 0 / .5))")],
    )
    .css("grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr)")])
    .label("Mở đầu")
    .css("background-color: token(night); color: #fffaf3")
}

fn offer() -> Block {
    Block::of(Kind::Section, [row([
        stack([
            heading(2, "Tuần khai trương: giảm 30% toàn thực đơn"),
            text("Áp dụng từ 12.12 đến 18.12 cho khách đặt bàn trước. Tặng thêm ly chè ba màu cho bàn từ bốn người."),
        ])
        .css("flex: 1 1 24rem; gap: 0.5rem"),
        button("Giữ chỗ cho tôi", "#dat-ban").prop(Prop::VARIANT, "light"),
    ])
    .css("justify-content: space-between; gap: 1.5rem 3rem")])
    .label("Ưu đãi")
    .css("background-color: token(primary); color: token(on-primary); padding-top: 2.5rem; padding-bottom: 2.5rem")
}

fn menu() -> Block {
    let dish = |asset: &str, alt: &str, name: &str, about: &str, price: &str| {
        card([
            image(asset, alt).css("width: 100%; aspect-ratio: 15 / 11; object-fit: cover"),
            stack([
                heading(3, name),
                text(about).css("color: token(muted)"),
                text(&format!("<b>{price}</b>")).css("color: token(primary); font-size: 1.2rem"),
            ])
            .css("padding: 0.5rem 1.5rem 1.5rem; gap: 0.4rem"),
        ])
        .css("padding: 0; overflow: hidden")
    };
    Block::of(Kind::Section, [
        stack([
            text_as("eyebrow", "Thực đơn"),
            heading(2, "Ba món khách gọi nhiều nhất"),
            text("Nguyên liệu lấy từ chợ đầu mối mỗi sáng, rau thơm trồng ở Củ Chi. Hết là nghỉ, không để qua ngày.").css("color: token(muted)"),
        ])
        .css("text-align: center; align-items: center; gap: 0.6rem"),
        grid([
            dish("goi-cuon", "Đĩa gỏi cuốn tôm thịt với chén tương đậu", "Gỏi cuốn tôm thịt", "Tôm đất, thịt ba rọi, bún tươi và rau húng, chấm tương đậu phộng rang.", "59.000 ₫"),
            dish("bun-cha", "Đĩa bún chả với rau sống và nước chấm", "Bún chả than hoa", "Chả nướng trên than nhãn, nước chấm pha theo lối Hà Nội, kèm đu đủ ngâm.", "79.000 ₫"),
            dish("che", "Ly chè ba màu đá bào", "Chè ba màu", "Đậu đỏ, đậu xanh, thạch lá dứa và nước cốt dừa thắng tay.", "35.000 ₫"),
        ]),
        list("none", &["Phở bò tái nạm – 75.000 ₫", "Cơm tấm sườn bì chả – 69.000 ₫", "Cà phê sữa đá – 29.000 ₫"])
            .css("display: flex; flex-direction: row; flex-wrap: wrap; justify-content: center; gap: 0.5rem 2.5rem; color: token(muted)"),
    ])
    .label("Thực đơn")
    .prop(Prop::ANCHOR, "thuc-don")
    .css("gap: 2.75rem")
}

fn story() -> Block {
    Block::of(Kind::Section, [split(
        vec![
            text_as("eyebrow", "Câu chuyện"),
            heading(2, "Nấu như má vẫn nấu"),
            text("<p>Bếp Nhà Mây bắt đầu từ nồi phở má bán trước hiên nhà ở Nam Định năm 1994. Ba mươi năm sau, hai chị em mang công thức ấy vào Sài Gòn, giữ nguyên cách chọn xương, cách nướng gừng, cách chờ.</p><p>Chúng tôi không dùng bột nêm. Chúng tôi dùng thời gian.</p>"),
            text("<i>— Chị Mây và chị Hạ, chủ quán</i>").css("color: token(muted)"),
        ],
        vec![grid([
            figure("16 tiếng", "hầm nước dùng"),
            figure("30 năm", "một công thức"),
            figure("0", "bột nêm"),
            figure("42 chỗ", "ấm cúng"),
        ])
        .css("grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem")
        .mobile("grid-template-columns: repeat(2, minmax(0, 1fr))")],
    )])
    .label("Câu chuyện")
    .prop(Prop::ANCHOR, "cau-chuyen")
    .css("background-color: token(surface)")
}

fn figure(number: &str, what: &str) -> Block {
    card([
        text(&format!("<b>{number}</b>")).css(
            "font-size: 2rem; line-height: 1.2; color: token(primary); font-family: token(font-heading)",
        ),
        text(what).css("color: token(muted)"),
    ])
    .css("gap: 0.25rem")
}

fn voices() -> Block {
    let voice = |words: &str, who: &str| {
        card([
            text(&format!("“{words}”")),
            text_as("small", &format!("<b>{who}</b>")).css("color: token(muted)"),
        ])
    };
    Block::of(Kind::Section, [
        heading(2, "Khách ăn thử nói gì"),
        grid([
            voice("Nước phở trong mà ngọt sâu, ăn xong không khát nước. Lâu rồi mới gặp lại vị này ở Sài Gòn.", "Minh Khôi, Quận 1"),
            voice("Bún chả thơm mùi than thật, chị chủ còn ra hỏi ăn vừa miệng không. Chắc chắn quay lại.", "Thu Trang, Bình Thạnh"),
            voice("Không gian ấm, nhạc vừa, con nít cũng thích. Cuối tuần nhớ đặt bàn trước nha mọi người.", "Gia đình anh Phúc"),
        ]),
    ])
    .label("Khách nói gì")
    .css("text-align: center; gap: 2.5rem")
}

fn visit() -> Block {
    let form = Block::of(
        Kind::Form,
        [
            field(Kind::TextField, "name", "Họ và tên", true),
            field(Kind::PhoneField, "phone", "Số điện thoại", true).prop(Prop::PLACEHOLDER, "09xx xxx xxx"),
            field(Kind::SelectField, "guests", "Số khách", true)
                .prop(Prop::PLACEHOLDER, "Chọn số khách")
                .prop(Prop::OPTIONS, options(&["1–2 người", "3–4 người", "5–8 người", "Trên 8 người"])),
            field(Kind::TextField, "time", "Ngày và giờ", true)
                .prop(Prop::PLACEHOLDER, "Ví dụ: 19:00 thứ Bảy 12.12"),
            field(Kind::TextArea, "note", "Ghi chú", false).prop(Prop::ROWS, 3),
            Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Đặt bàn").css("width: 100%"),
        ],
    )
    .prop(Prop::NAME, "Đặt bàn")
    .prop(Prop::SUCCESS, "Cảm ơn bạn! Quán sẽ gọi lại xác nhận trong vòng 30 phút.");
    Block::of(Kind::Section, [split(
        vec![
            heading(2, "Đặt bàn tuần khai trương"),
            text_as("lead", "Để lại số điện thoại, quán gọi lại xác nhận trong 30 phút. Ưu đãi 30% được giữ theo tên của bạn."),
            list("check", &["48 Võ Văn Tần, Phường 6, Quận 3, TP. Hồ Chí Minh", "Mở cửa 6:30 – 22:00, cả cuối tuần và ngày lễ", "Có chỗ để xe máy và ô tô, có ghế cho bé"]),
            link("Gọi cho quán: 0901 234 567", "tel:+84901234567").css("font-weight: 600"),
        ],
        vec![form],
    )])
    .label("Đặt bàn")
    .prop(Prop::ANCHOR, "dat-ban")
    .css("background-color: token(night); color: #fffaf3")
}

fn questions() -> Block {
    Block::of(Kind::Section, [
        heading(2, "Hỏi đáp"),
        faq(&[
            ("Quán có món chay không?", "Có. Ngày rằm và mùng một quán có thực đơn chay riêng, ngày thường luôn có gỏi cuốn chay và phở nấm."),
            ("Ưu đãi 30% áp dụng thế nào?", "Áp dụng cho khách đặt bàn trước qua trang này trong tuần 12.12 – 18.12, không giới hạn số món, không áp dụng cùng ưu đãi khác."),
            ("Quán có giao hàng không?", "Có, trong bán kính 5 km qua số điện thoại của quán và các ứng dụng giao đồ ăn."),
        ]),
    ])
    .label("Hỏi đáp")
    .prop(Prop::ANCHOR, "hoi-dap")
    .css("text-align: center; align-items: center; background-color: token(surface)")
}

fn footer() -> Block {
    Block::of(
        Kind::Footer,
        [row([
            text("<b>Bếp Nhà Mây</b><br>48 Võ Văn Tần, Quận 3, TP. Hồ Chí Minh"),
            row([
                link("Thực đơn", "#thuc-don"),
                link("Đặt bàn", "#dat-ban"),
                link("0901 234 567", "tel:+84901234567"),
            ])
            .css("gap: 0.5rem 1.5rem"),
            text_as("small", "© 2026 Bếp Nhà Mây. Bảo lưu mọi quyền."),
        ])
        .css("justify-content: space-between")],
    )
    .css("background-color: token(bg)")
}
