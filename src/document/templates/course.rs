//! An online course, in Thai.

use super::super::build::{
    Block, Page, button, faq, field, heading, image, link, list, options, text, text_as,
};
use super::super::model::{Lang, TokenKind};
use super::super::{Kind, Prop};
use super::{Template, card, grid, look, row, split, stack};
use crate::rng::SeededRng;

pub(super) fn template() -> Template {
    let rng = SeededRng::new(404);
    let page = look(
        Page::new(Lang::new("th").expect("th is a language"), &rng),
        ["#0f766e", "#ffffff", "#ffffff", "#f2faf7", "#0f2f2a", "#48645e", "#d5e8e1"],
        "16px",
    )
    .token("sun", TokenKind::Color, "สีเน้น", "#fde68a")
    .token("deep", TokenKind::Color, "พื้นเข้ม", "#0c3b35")
    .token("font-heading", TokenKind::Font, "แบบอักษรหัวข้อ", "\"Kanit\", sans-serif")
    .asset(
        "hero",
        "/_lh/t/course-hero.svg",
        "image/svg+xml",
        760,
        600,
        "แล็ปท็อปเปิดบทเรียนวิดีโอ พร้อมรายการบทเรียนที่เรียนจบแล้ว",
    )
    .asset("teacher", "/_lh/t/course-teacher.svg", "image/svg+xml", 400, 400, "ภาพครูพลอย ผู้สอน")
    .meta(
        "คอร์สขายออนไลน์ฉบับลงมือทำ – เปิดร้านให้มีลูกค้าใน 6 สัปดาห์",
        "คอร์สออนไลน์สำหรับเจ้าของร้านมือใหม่ เรียนวันละ 20 นาที มีแบบฝึกหัดและครูตรวจการบ้าน รับรองคืนเงินใน 14 วัน",
    );
    let document = page
        .block(navbar())
        .block(hero())
        .block(results())
        .block(lessons())
        .block(teacher())
        .block(reviews())
        .block(price())
        .block(questions())
        .block(enrol())
        .block(footer())
        .finish();
    Template::new("online-course-th", "คอร์สออนไลน์", "course", document)
}

fn navbar() -> Block {
    Block::of(
        Kind::Navbar,
        [
            link("บทเรียน", "#lessons"),
            link("ผู้สอน", "#teacher"),
            link("ราคา", "#price"),
            button("สมัครเรียน", "#enrol"),
        ],
    )
    .prop(Prop::TEXT, "ร้านแรกของฉัน")
    .prop(Prop::STICKY, true)
    .link("#top")
}

fn hero() -> Block {
    Block::of(Kind::Section, [split(
        vec![
            text_as("eyebrow", "คอร์สออนไลน์ รุ่นที่ 8 เริ่ม 11 มกราคม"),
            heading(1, "เปิดร้านออนไลน์ให้มีลูกค้าใน 6 สัปดาห์"),
            text_as("lead", "เรียนวันละ 20 นาที ลงมือทำทุกบท มีครูตรวจการบ้านให้ทุกสัปดาห์ จบแล้วมีร้านจริง รูปสินค้าจริง และลูกค้าคนแรกจริง ๆ")
                .css("color: token(muted)"),
            row([button("สมัครเรียนรุ่นนี้", "#enrol"), button("ดูบทเรียน", "#lessons").prop(Prop::VARIANT, "outline")]),
            text_as("small", "รับเพียง 60 คน · คืนเงินเต็มจำนวนภายใน 14 วัน").css("color: token(muted)"),
        ],
        vec![image("hero", "แล็ปท็อปเปิดบทเรียนวิดีโอ พร้อมรายการบทเรียนที่เรียนจบแล้ว").css("width: 100%; border-radius: 28px")],
    )])
    .label("ส่วนเปิด")
    .css("background-image: linear-gradient(180deg, token(surface), token(bg))")
}

fn results() -> Block {
    let fact = |number: &str, what: &str| {
        stack([
            text(&format!("<b>{number}</b>")).css("font-size: 2rem; line-height: 1.3; color: token(sun)"),
            text(what),
        ])
        .css("gap: 0")
    };
    Block::of(Kind::Section, [stack([
        fact("1,240 คน", "เรียนจบแล้วใน 7 รุ่น"),
        fact("82%", "ขายได้ชิ้นแรกก่อนจบคอร์ส"),
        fact("4.9 / 5", "คะแนนจากผู้เรียน"),
    ])
    .css("display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1.5rem; text-align: center")
    .mobile("grid-template-columns: minmax(0, 1fr)")])
    .label("ผลลัพธ์")
    .css("background-color: token(deep); color: #ffffff; padding-top: 2.75rem; padding-bottom: 2.75rem")
}

fn lessons() -> Block {
    let week = |week: &str, title: &str, points: &[&str]| {
        card([text_as("eyebrow", week), heading(3, title), list("check", points).css("color: token(muted)")])
    };
    Block::of(
        Kind::Section,
        [
            stack([
                heading(2, "หกสัปดาห์ หกก้าว"),
                text("ทุกบทมีวิดีโอสั้น ใบงาน และตัวอย่างจากร้านจริงในไทย ดูซ้ำได้ตลอดชีพ").css("color: token(muted)"),
            ])
            .css("text-align: center; align-items: center; gap: 0.5rem"),
            grid([
                week("สัปดาห์ที่ 1", "เลือกสินค้าที่ขายได้", &["ดูตลาดด้วยข้อมูลฟรี", "คิดต้นทุนให้ไม่ขาดทุน"]),
                week("สัปดาห์ที่ 2", "ถ่ายรูปด้วยมือถือ", &["แสงจากหน้าต่างบานเดียว", "แต่งภาพให้ตรงสีจริง"]),
                week("สัปดาห์ที่ 3", "เขียนให้คนอยากอ่าน", &["หัวข้อที่หยุดนิ้ว", "ตอบข้อสงสัยก่อนถูกถาม"]),
                week("สัปดาห์ที่ 4", "เปิดหน้าร้าน", &["หน้าขายหน้าเดียวจบ", "รับเงินผ่านพร้อมเพย์"]),
                week("สัปดาห์ที่ 5", "หาลูกค้าคนแรก", &["โฆษณาด้วยงบ 500 บาท", "กลุ่มและคอมมูนิตี้"]),
                week("สัปดาห์ที่ 6", "ทำให้กลับมาซื้อซ้ำ", &["แพ็กของให้น่าจดจำ", "ข้อความหลังการขาย"]),
            ]),
        ],
    )
    .label("บทเรียน")
    .prop(Prop::ANCHOR, "lessons")
    .css("gap: 2.75rem")
}

fn teacher() -> Block {
    Block::of(Kind::Section, [split(
        vec![image("teacher", "ภาพครูพลอย ผู้สอน").css("width: 100%; max-width: 24rem; border-radius: 28px")],
        vec![
            text_as("eyebrow", "ผู้สอน"),
            heading(2, "ครูพลอย ศิริกาญจน์"),
            text("<p>เริ่มขายกระเป๋าผ้าจากห้องเช่าเล็ก ๆ ที่เชียงใหม่เมื่อปี 2558 วันนี้มีสองแบรนด์ ทีมงานสิบสองคน และยังตอบแชทลูกค้าเองทุกเช้า</p><p>พลอยสอนเฉพาะสิ่งที่ทำเองแล้วได้ผล และบอกตรง ๆ ว่าอะไรไม่ได้ผล</p>"),
            list("check", &["ที่ปรึกษาโครงการร้านค้าชุมชน 4 จังหวัด", "ตรวจการบ้านเองทุกคน ทุกสัปดาห์"]),
        ],
    )
    .css("grid-template-columns: minmax(0, 0.8fr) minmax(0, 1fr)")])
    .label("ผู้สอน")
    .prop(Prop::ANCHOR, "teacher")
    .css("background-color: token(surface)")
}

fn reviews() -> Block {
    let voice = |words: &str, who: &str| {
        card([
            text(&format!("“{words}”")),
            text_as("small", &format!("<b>{who}</b>")).css("color: token(muted)"),
        ])
        .css("justify-content: space-between")
    };
    Block::of(
        Kind::Section,
        [
            heading(2, "เสียงจากผู้เรียน"),
            grid([
                voice("ขายสบู่ได้ 37 ก้อนในสัปดาห์แรกที่เปิดร้าน ไม่คิดว่าจะทำได้จริง ๆ", "คุณนิด เชียงราย"),
                voice("ครูตรวจรูปให้ทีละภาพ บอกเลยว่าต้องขยับโคมไปทางไหน ละเอียดมาก", "คุณต้น ขอนแก่น"),
                voice("เรียนตอนลูกหลับ วันละบท ตอนนี้รายได้เสริมเดือนละแปดพัน", "คุณฝน นนทบุรี"),
            ]),
        ],
    )
    .label("รีวิว")
    .css("text-align: center; gap: 2.5rem")
}

fn price() -> Block {
    Block::of(Kind::Section, [card([
        text_as("eyebrow", "ราคารุ่นที่ 8"),
        heading(2, "2,490 บาท จ่ายครั้งเดียว"),
        text("จากปกติ <s>3,900 บาท</s> สำหรับผู้สมัครก่อนวันที่ 5 มกราคม").css("color: token(muted)"),
        list("check", &["วิดีโอ 42 บท ดูซ้ำได้ตลอดชีพ", "ครูตรวจการบ้าน 6 ครั้ง", "กลุ่มถามตอบและไลฟ์ทุกวันพุธ", "ใบประกาศเมื่อเรียนจบ", "ไม่พอใจคืนเงินภายใน 14 วัน"]),
        button("จองที่นั่งของฉัน", "#enrol"),
    ])
    .css("width: 100%; max-width: 34rem; align-items: center; text-align: center; padding: 2.5rem; box-shadow: 0 30px 60px -36px rgb(15 118 110 / .6)")])
    .label("ราคา")
    .prop(Prop::ANCHOR, "price")
    .css("align-items: center; background-color: token(surface)")
}

fn questions() -> Block {
    Block::of(
        Kind::Section,
        [
            heading(2, "คำถามที่พบบ่อย"),
            faq(&[
                ("ไม่เคยขายของเลย เรียนได้ไหม", "ได้แน่นอน ผู้เรียนกว่าครึ่งเริ่มจากศูนย์ บทแรกพาเลือกสินค้าด้วยกันทีละขั้น"),
                ("ต้องมีกล้องหรือคอมพิวเตอร์ไหม", "ใช้มือถือเครื่องเดียวพอ มีคอมพิวเตอร์จะสะดวกขึ้นตอนทำหน้าร้าน แต่ไม่จำเป็น"),
                ("ถ้าเรียนไม่ทันทำอย่างไร", "ดูย้อนหลังได้ตลอดชีพ และส่งการบ้านกับรุ่นถัดไปได้หนึ่งครั้งโดยไม่เสียเพิ่ม"),
                ("ขอคืนเงินได้เมื่อไร", "ภายใน 14 วันหลังวันเริ่มเรียน แจ้งทางอีเมล ไม่ต้องบอกเหตุผล"),
            ]),
        ],
    )
    .label("คำถาม")
    .css("text-align: center; align-items: center")
}

fn enrol() -> Block {
    let form = Block::of(
        Kind::Form,
        [
            field(Kind::TextField, "name", "ชื่อ-นามสกุล", true),
            field(Kind::EmailField, "email", "อีเมล", true),
            field(Kind::PhoneField, "phone", "เบอร์โทรศัพท์", true).prop(Prop::PLACEHOLDER, "08x-xxx-xxxx"),
            field(Kind::SelectField, "experience", "ประสบการณ์การขาย", false)
                .prop(Prop::PLACEHOLDER, "เลือกหนึ่งข้อ")
                .prop(Prop::OPTIONS, options(&["ยังไม่เคยขาย", "เคยขายเล็กน้อย", "มีร้านอยู่แล้ว"])),
            Block::new(Kind::SubmitButton).prop(Prop::TEXT, "สมัครเรียน").css("width: 100%"),
        ],
    )
    .prop(Prop::NAME, "สมัครเรียน")
    .prop(Prop::SUCCESS, "ขอบคุณที่สมัครเรียน! เราจะส่งรายละเอียดการชำระเงินทางอีเมลภายในวันนี้");
    Block::of(
        Kind::Section,
        [split(
            vec![
                heading(2, "พร้อมเปิดร้านแรกหรือยัง"),
                text_as("lead", "กรอกข้อมูลไว้ก่อน ยังไม่ต้องจ่ายเงิน เราจะส่งรายละเอียดและตอบคำถามทุกข้อทางอีเมล"),
                list("check", &["รับ 60 คนต่อรุ่น", "เริ่มเรียน 11 มกราคม 2570", "คืนเงินเต็มจำนวนภายใน 14 วัน"]),
            ],
            vec![form],
        )],
    )
    .label("สมัครเรียน")
    .prop(Prop::ANCHOR, "enrol")
    .css("background-color: token(deep); color: #ffffff")
}

fn footer() -> Block {
    Block::of(
        Kind::Footer,
        [row([
            text("<b>ร้านแรกของฉัน</b>"),
            row([
                link("บทเรียน", "#lessons"),
                link("ราคา", "#price"),
                link("ติดต่อเรา", "mailto:hello@ranraek.example"),
            ])
            .css("gap: 0.5rem 1.5rem"),
            text_as("small", "© 2569 ร้านแรกของฉัน สงวนลิขสิทธิ์"),
        ])
        .css("justify-content: space-between")],
    )
}
