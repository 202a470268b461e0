//! Every variable there is. Those of features this version doesn't have are checked all the same, so that one
//! environment serves several versions.

use super::shape::Shape;

/// A variable of the environment.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What its value must look like.
    pub shape: Shape,
    /// Whether this version does anything with it.
    pub used: bool,
}

const fn used(name: &'static str, shape: Shape) -> Variable {
    Variable { name, shape, used: true }
}

const fn later(name: &'static str, shape: Shape) -> Variable {
    Variable { name, shape, used: false }
}

/// All of them.
pub const VARIABLES: &[Variable] = &[
    used("LANDINGHUB_LISTEN", Shape::Socket),
    used("LANDINGHUB_BASE_URL", Shape::Origin),
    used("LANDINGHUB_PAGES_DOMAIN", Shape::Host),
    used("LANDINGHUB_CONTENT_DOMAIN", Shape::Host),
    used("LANDINGHUB_DATA_DIR", Shape::Text),
    used("LANDINGHUB_METRICS_LISTEN", Shape::Socket),
    used("LANDINGHUB_TRUSTED_PROXIES", Shape::Networks),
    used("LANDINGHUB_CHROMIUM", Shape::Text),
    used("LANDINGHUB_DNS", Shape::Socket),
    used("DATABASE_URL", Shape::Database),
    used("JWT_SECRET", Shape::SigningSecret),
    used("SMTP_URL", Shape::Url(&["smtp", "smtps"])),
    used("MAIL_FROM", Shape::Mailbox),
    used("LANDINGHUB_ORDER_TTL_SECONDS", Shape::Number),
    used("LANDINGHUB_PAYMENT_SANDBOX", Shape::Switch),
    used("LANDINGHUB_SANDBOX_SECRET", Shape::Text),
    used("REDIS_URL", Shape::Url(&["redis", "rediss", "unix"])),
    later("S3_BUCKET", Shape::Word),
    later("AWS_REGION", Shape::Word),
    later("AWS_ENDPOINT_URL", Shape::Url(&["http", "https"])),
    later("AWS_ACCESS_KEY_ID", Shape::Word),
    later("AWS_SECRET_ACCESS_KEY", Shape::Text),
    later("CLOUDFRONT_DISTRIBUTION_ID", Shape::Word),
    later("ROUTE53_HOSTED_ZONE_ID", Shape::Word),
    used("VNPAY_TMN_CODE", Shape::Word),
    used("VNPAY_HASH_SECRET", Shape::Text),
    used("VNPAY_URL", Shape::Url(&["http", "https"])),
    used("VNPAY_API_URL", Shape::Url(&["http", "https"])),
    used("MOMO_PARTNER_CODE", Shape::Word),
    used("MOMO_ACCESS_KEY", Shape::Text),
    used("MOMO_SECRET_KEY", Shape::Text),
    used("MOMO_ENDPOINT", Shape::Origin),
    used("STRIPE_SECRET_KEY", Shape::Text),
    used("STRIPE_PUBLISHABLE_KEY", Shape::Text),
    used("STRIPE_WEBHOOK_SECRET", Shape::Text),
    used("STRIPE_API_BASE", Shape::Origin),
    used("STRIPE_JS_URL", Shape::Url(&["http", "https"])),
    used("OMISE_PUBLIC_KEY", Shape::Text),
    used("OMISE_SECRET_KEY", Shape::Text),
    used("OMISE_WEBHOOK_SECRET", Shape::Text),
    used("OMISE_API_BASE", Shape::Origin),
    used("OPENAI_API_KEY", Shape::Text),
    used("OPENAI_BASE_URL", Shape::Url(&["http", "https"])),
    used("OPENAI_MODEL", Shape::Word),
    used("GEMINI_API_KEY", Shape::Text),
    used("GEMINI_BASE_URL", Shape::Url(&["http", "https"])),
    used("GEMINI_MODEL", Shape::Word),
    used("MEILISEARCH_URL", Shape::Url(&["http", "https"])),
    used("MEILISEARCH_KEY", Shape::Text),
    used("SMS_WEBHOOK_URL", Shape::Url(&["http", "https"])),
    used("SMS_WEBHOOK_SECRET", Shape::Text),
    used("SMS_WEBHOOK_TEMPLATE", Shape::SmsTemplate),
    used("VAPID_PRIVATE_KEY", Shape::VapidKey),
    used("VAPID_SUBJECT", Shape::Url(&["mailto", "https"])),
];

/// Names that begin so are meant for us. Not `AWS_`: many of those are for the SDK and other programs.
pub(super) const PREFIXES: &[&str] = &[
    "LANDINGHUB_",
    "VNPAY_",
    "MOMO_",
    "STRIPE_",
    "OMISE_",
    "OPENAI_",
    "GEMINI_",
    "MEILISEARCH_",
    "S3_",
    "CLOUDFRONT_",
    "ROUTE53_",
    "SMTP_",
    "MAIL_",
    "SMS_",
    "VAPID_",
    "JWT_",
];

/// Variables that go together.
pub(super) struct Group {
    /// What they are for.
    pub(super) feature: &'static str,
    /// One of these …
    pub(super) any: &'static [&'static str],
    /// … needs all of these.
    pub(super) needs: &'static [&'static str],
}

pub(super) const GROUPS: &[Group] = &[
    Group {
        feature: "VNPay",
        any: &["VNPAY_TMN_CODE", "VNPAY_HASH_SECRET", "VNPAY_URL", "VNPAY_API_URL"],
        needs: &["VNPAY_TMN_CODE", "VNPAY_HASH_SECRET"],
    },
    Group {
        feature: "MoMo",
        any: &["MOMO_PARTNER_CODE", "MOMO_ACCESS_KEY", "MOMO_SECRET_KEY", "MOMO_ENDPOINT"],
        needs: &["MOMO_PARTNER_CODE", "MOMO_ACCESS_KEY", "MOMO_SECRET_KEY"],
    },
    Group {
        feature: "Stripe",
        any: &["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"],
        needs: &["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"],
    },
    Group {
        feature: "Omise",
        any: &["OMISE_PUBLIC_KEY", "OMISE_SECRET_KEY", "OMISE_WEBHOOK_SECRET", "OMISE_API_BASE"],
        needs: &["OMISE_PUBLIC_KEY", "OMISE_SECRET_KEY", "OMISE_WEBHOOK_SECRET"],
    },
    Group { feature: "S3", any: &["S3_BUCKET"], needs: &["AWS_REGION"] },
    Group {
        feature: "the content network",
        any: &["CLOUDFRONT_DISTRIBUTION_ID", "ROUTE53_HOSTED_ZONE_ID"],
        needs: &["S3_BUCKET"],
    },
    Group {
        feature: "the AWS credential",
        any: &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
        needs: &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    },
    Group {
        feature: "Meilisearch",
        any: &["MEILISEARCH_URL", "MEILISEARCH_KEY"],
        needs: &["MEILISEARCH_URL"],
    },
    Group {
        feature: "text messages",
        any: &["SMS_WEBHOOK_SECRET", "SMS_WEBHOOK_TEMPLATE"],
        needs: &["SMS_WEBHOOK_URL"],
    },
    Group { feature: "Gemini", any: &["GEMINI_BASE_URL", "GEMINI_MODEL"], needs: &["GEMINI_API_KEY"] },
];
