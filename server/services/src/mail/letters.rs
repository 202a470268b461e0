//! What mails say, in each language. English keeps to ASCII, so that it is sent as it is written.

use super::{Content, Letter, Mail};
use crate::config::Config;
use landinghub::account::Locale;

/// The sentences of one mail.
pub(super) struct Words {
    pub(super) subject: &'static str,
    /// Before the name; a comma follows.
    pub(super) greeting: &'static str,
    pub(super) lead: String,
    /// What the link does.
    pub(super) action: &'static str,
    pub(super) note: &'static str,
}

/// A mail as it is composed.
pub(super) fn content(config: &Config, mail: Mail) -> Content {
    let words = words(&mail.letter, mail.locale);
    Content {
        link: config.app_url(&path(&mail.letter)),
        to: mail.to,
        name: mail.name,
        locale: mail.locale,
        subject: words.subject.to_owned(),
        greeting: words.greeting,
        lead: words.lead,
        items: Vec::new(),
        action: words.action.to_owned(),
        note: words.note.to_owned(),
        leave: None,
        thread: None,
    }
}

/// The address a mail leads to, within the app.
fn path(letter: &Letter) -> String {
    match letter {
        Letter::Verify { token } | Letter::ConfirmAddress { token } => format!("/auth/verify?token={token}"),
        Letter::Reset { token } => format!("/auth/reset?token={token}"),
        Letter::AddressChanging { .. } | Letter::PasswordChanged | Letter::TwoStep { .. } => {
            "/auth/forgot".to_owned()
        }
        Letter::SessionReused { .. } => "/auth/login".to_owned(),
        Letter::Chat { news } => super::chat::path(news),
    }
}

/// The sentences of a letter.
fn words(letter: &Letter, locale: Locale) -> Words {
    match locale {
        Locale::En => english(letter),
        Locale::Vi => vietnamese(letter),
        Locale::Th => thai(letter),
    }
}

fn english(letter: &Letter) -> Words {
    let words =
        |subject, lead: String, action, note| Words { subject, greeting: "Hello", lead, action, note };
    match letter {
        Letter::Chat { news } => super::chat::words(news, Locale::En),
        Letter::Verify { .. } => words(
            "Confirm your e-mail address",
            "Welcome to LandingHub. Open this link to confirm that this address is yours. It works once, for 24 hours.".into(),
            "Confirm this address",
            "If you didn't sign up, ignore this mail and nothing will happen.",
        ),
        Letter::ConfirmAddress { .. } => words(
            "Confirm your new e-mail address",
            "Open this link to use this address for your LandingHub account. It works once, for 24 hours.".into(),
            "Use this address",
            "If you didn't ask for this, ignore this mail and nothing will change.",
        ),
        Letter::AddressChanging { new_email } => words(
            "Your e-mail address is about to change",
            format!(
                "Someone who knows your password asked to use {new_email} for your LandingHub account instead of \
                 this address. It changes when the link we sent there is opened."
            ),
            "Set a new password",
            "If this was you, there is nothing to do. If it wasn't, set a new password now.",
        ),
        Letter::Reset { .. } => words(
            "Set a new password",
            "Open this link to set a new password for your LandingHub account. It works once, for 10 minutes.".into(),
            "Set a new password",
            "If you didn't ask for this, ignore this mail: your password stays as it is.",
        ),
        Letter::PasswordChanged => words(
            "Your password was changed",
            "The password of your LandingHub account was changed, and you were logged out elsewhere.".into(),
            "Set a new password",
            "If this was you, there is nothing to do. If it wasn't, set a new password now.",
        ),
        Letter::TwoStep { on: true } => words(
            "Logging in takes a code from now on",
            "From now on, logging in to your LandingHub account takes a code of your authenticator. Keep the recovery codes in a safe place.".into(),
            "Set a new password",
            "If this was you, there is nothing to do. If it wasn't, set a new password now.",
        ),
        Letter::TwoStep { on: false } => words(
            "Logging in takes no code any more",
            "Logging in to your LandingHub account takes only the password again. The recovery codes no longer work.".into(),
            "Set a new password",
            "If this was you, there is nothing to do. If it wasn't, set a new password now.",
        ),
        Letter::SessionReused { device } => words(
            "We logged you out for safety",
            format!(
                "An old key of your session in {device} was used again, which can mean that someone copied it. \
                 We ended that session. Log in again to go on."
            ),
            "Log in",
            "If anything else seems unusual, set a new password as well.",
        ),
    }
}

fn vietnamese(letter: &Letter) -> Words {
    let words =
        |subject, lead: String, action, note| Words { subject, greeting: "Chào", lead, action, note };
    match letter {
        Letter::Chat { news } => super::chat::words(news, Locale::Vi),
        Letter::Verify { .. } => words(
            "Xác nhận địa chỉ e-mail của bạn",
            "Chào mừng bạn đến với LandingHub. Mở liên kết này để xác nhận đây là địa chỉ của bạn. Liên kết dùng được một lần, trong 24 giờ.".into(),
            "Xác nhận địa chỉ này",
            "Nếu bạn không đăng ký, hãy bỏ qua thư này và sẽ không có gì xảy ra.",
        ),
        Letter::ConfirmAddress { .. } => words(
            "Xác nhận địa chỉ e-mail mới của bạn",
            "Mở liên kết này để dùng địa chỉ này cho tài khoản LandingHub của bạn. Liên kết dùng được một lần, trong 24 giờ.".into(),
            "Dùng địa chỉ này",
            "Nếu bạn không yêu cầu việc này, hãy bỏ qua thư này và sẽ không có gì thay đổi.",
        ),
        Letter::AddressChanging { new_email } => words(
            "Địa chỉ e-mail của bạn sắp thay đổi",
            format!(
                "Một người biết mật khẩu của bạn đã yêu cầu dùng {new_email} cho tài khoản LandingHub của bạn thay cho \
                 địa chỉ này. Thay đổi có hiệu lực khi liên kết gửi đến đó được mở."
            ),
            "Đặt mật khẩu mới",
            "Nếu là bạn thì không cần làm gì. Nếu không phải, hãy đặt mật khẩu mới ngay.",
        ),
        Letter::Reset { .. } => words(
            "Đặt mật khẩu mới",
            "Mở liên kết này để đặt mật khẩu mới cho tài khoản LandingHub của bạn. Liên kết dùng được một lần, trong 10 phút.".into(),
            "Đặt mật khẩu mới",
            "Nếu bạn không yêu cầu việc này, hãy bỏ qua thư này: mật khẩu của bạn vẫn giữ nguyên.",
        ),
        Letter::PasswordChanged => words(
            "Mật khẩu của bạn đã được thay đổi",
            "Mật khẩu tài khoản LandingHub của bạn đã được thay đổi và bạn đã được đăng xuất ở những nơi khác.".into(),
            "Đặt mật khẩu mới",
            "Nếu là bạn thì không cần làm gì. Nếu không phải, hãy đặt mật khẩu mới ngay.",
        ),
        Letter::TwoStep { on: true } => words(
            "Từ nay đăng nhập cần có mã",
            "Từ nay, đăng nhập vào tài khoản LandingHub của bạn cần có mã từ ứng dụng xác thực. Hãy giữ các mã khôi phục ở nơi an toàn.".into(),
            "Đặt mật khẩu mới",
            "Nếu là bạn thì không cần làm gì. Nếu không phải, hãy đặt mật khẩu mới ngay.",
        ),
        Letter::TwoStep { on: false } => words(
            "Đăng nhập không còn cần mã",
            "Đăng nhập vào tài khoản LandingHub của bạn lại chỉ cần mật khẩu. Các mã khôi phục không còn dùng được.".into(),
            "Đặt mật khẩu mới",
            "Nếu là bạn thì không cần làm gì. Nếu không phải, hãy đặt mật khẩu mới ngay.",
        ),
        Letter::SessionReused { device } => words(
            "Chúng tôi đã đăng xuất bạn để bảo đảm an toàn",
            format!(
                "Một khóa cũ của phiên đăng nhập của bạn trên {device} đã được dùng lại, có thể ai đó đã sao chép nó. \
                 Chúng tôi đã kết thúc phiên đó. Hãy đăng nhập lại để tiếp tục."
            ),
            "Đăng nhập",
            "Nếu thấy điều gì khác thường, bạn cũng nên đặt mật khẩu mới.",
        ),
    }
}

fn thai(letter: &Letter) -> Words {
    let words = |subject, lead: String, action, note| Words {
        subject, greeting: "สวัสดี", lead, action, note
    };
    match letter {
        Letter::Chat { news } => super::chat::words(news, Locale::Th),
        Letter::Verify { .. } => words(
            "ยืนยันอีเมลของคุณ",
            "ยินดีต้อนรับสู่ LandingHub เปิดลิงก์นี้เพื่อยืนยันว่าอีเมลนี้เป็นของคุณ ลิงก์ใช้ได้ครั้งเดียวภายใน 24 ชั่วโมง".into(),
            "ยืนยันอีเมลนี้",
            "หากคุณไม่ได้สมัครใช้งาน โปรดละเว้นอีเมลนี้ จะไม่มีอะไรเกิดขึ้น",
        ),
        Letter::ConfirmAddress { .. } => words(
            "ยืนยันอีเมลใหม่ของคุณ",
            "เปิดลิงก์นี้เพื่อใช้อีเมลนี้กับบัญชี LandingHub ของคุณ ลิงก์ใช้ได้ครั้งเดียวภายใน 24 ชั่วโมง".into(),
            "ใช้อีเมลนี้",
            "หากคุณไม่ได้ขอเปลี่ยน โปรดละเว้นอีเมลนี้ จะไม่มีอะไรเปลี่ยนแปลง",
        ),
        Letter::AddressChanging { new_email } => words(
            "อีเมลของคุณกำลังจะเปลี่ยน",
            format!(
                "มีผู้ที่ทราบรหัสผ่านของคุณขอใช้ {new_email} กับบัญชี LandingHub ของคุณแทนอีเมลนี้ \
                 การเปลี่ยนแปลงจะมีผลเมื่อมีการเปิดลิงก์ที่เราส่งไปยังอีเมลใหม่"
            ),
            "ตั้งรหัสผ่านใหม่",
            "หากเป็นคุณเอง ไม่ต้องทำอะไร หากไม่ใช่ โปรดตั้งรหัสผ่านใหม่ทันที",
        ),
        Letter::Reset { .. } => words(
            "ตั้งรหัสผ่านใหม่",
            "เปิดลิงก์นี้เพื่อตั้งรหัสผ่านใหม่สำหรับบัญชี LandingHub ของคุณ ลิงก์ใช้ได้ครั้งเดียวภายใน 10 นาที".into(),
            "ตั้งรหัสผ่านใหม่",
            "หากคุณไม่ได้ขอ โปรดละเว้นอีเมลนี้ รหัสผ่านของคุณยังคงเหมือนเดิม",
        ),
        Letter::PasswordChanged => words(
            "รหัสผ่านของคุณถูกเปลี่ยนแล้ว",
            "รหัสผ่านของบัญชี LandingHub ของคุณถูกเปลี่ยนแล้ว และคุณออกจากระบบในที่อื่นแล้ว".into(),
            "ตั้งรหัสผ่านใหม่",
            "หากเป็นคุณเอง ไม่ต้องทำอะไร หากไม่ใช่ โปรดตั้งรหัสผ่านใหม่ทันที",
        ),
        Letter::TwoStep { on: true } => words(
            "ต่อไปนี้การเข้าสู่ระบบต้องใช้รหัส",
            "ต่อไปนี้การเข้าสู่ระบบบัญชี LandingHub ของคุณต้องใช้รหัสจากแอปยืนยันตัวตน โปรดเก็บรหัสกู้คืนไว้ในที่ปลอดภัย".into(),
            "ตั้งรหัสผ่านใหม่",
            "หากเป็นคุณเอง ไม่ต้องทำอะไร หากไม่ใช่ โปรดตั้งรหัสผ่านใหม่ทันที",
        ),
        Letter::TwoStep { on: false } => words(
            "การเข้าสู่ระบบไม่ต้องใช้รหัสอีกต่อไป",
            "การเข้าสู่ระบบบัญชี LandingHub ของคุณใช้เพียงรหัสผ่านอีกครั้ง รหัสกู้คืนใช้ไม่ได้แล้ว".into(),
            "ตั้งรหัสผ่านใหม่",
            "หากเป็นคุณเอง ไม่ต้องทำอะไร หากไม่ใช่ โปรดตั้งรหัสผ่านใหม่ทันที",
        ),
        Letter::SessionReused { device } => words(
            "เราให้คุณออกจากระบบเพื่อความปลอดภัย",
            format!(
                "มีการใช้กุญแจเก่าของเซสชันของคุณใน {device} ซ้ำ ซึ่งอาจหมายความว่ามีผู้คัดลอกไป \
                 เราได้สิ้นสุดเซสชันนั้นแล้ว โปรดเข้าสู่ระบบอีกครั้งเพื่อใช้งานต่อ"
            ),
            "เข้าสู่ระบบ",
            "หากพบสิ่งผิดปกติอื่น โปรดตั้งรหัสผ่านใหม่ด้วย",
        ),
    }
}
