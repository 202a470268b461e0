//! Which payment gateways the settings name. A half-set one is told of elsewhere and isn't there.

use super::Sources;
use landinghub_services::Secret;
use landinghub_services::gateways::{MomoConfig, OmiseConfig, Payments, StripeConfig, VnpayConfig};

/// How long a buyer has to pay, in seconds.
const ORDER_TTL: i64 = 900;

/// The gateways. Without an address VNPay and MoMo are their test systems: a slip there costs nothing.
pub(super) fn payments(sources: &Sources) -> Payments {
    let text = |name: &str| sources.get(name).map(str::to_owned);
    let secret = |name: &str| sources.get(name).map(Secret::new);
    let or = |name: &str, default: &str| sources.get(name).unwrap_or(default).to_owned();
    let vnpay = || {
        Some(VnpayConfig {
            tmn_code: text("VNPAY_TMN_CODE")?,
            hash_secret: secret("VNPAY_HASH_SECRET")?,
            url: or("VNPAY_URL", "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"),
            api_url: or("VNPAY_API_URL", "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction"),
        })
    };
    let momo = || {
        Some(MomoConfig {
            partner_code: text("MOMO_PARTNER_CODE")?,
            access_key: secret("MOMO_ACCESS_KEY")?,
            secret_key: secret("MOMO_SECRET_KEY")?,
            endpoint: or("MOMO_ENDPOINT", "https://test-payment.momo.vn"),
        })
    };
    let stripe = || {
        Some(StripeConfig {
            secret_key: secret("STRIPE_SECRET_KEY")?,
            publishable_key: text("STRIPE_PUBLISHABLE_KEY")?,
            webhook_secret: secret("STRIPE_WEBHOOK_SECRET")?,
            api_base: or("STRIPE_API_BASE", "https://api.stripe.com"),
            js_url: or("STRIPE_JS_URL", "https://js.stripe.com/v3/"),
        })
    };
    let omise = || {
        Some(OmiseConfig {
            public_key: text("OMISE_PUBLIC_KEY")?,
            secret_key: secret("OMISE_SECRET_KEY")?,
            webhook_secret: secret("OMISE_WEBHOOK_SECRET"),
            api_base: or("OMISE_API_BASE", "https://api.omise.co"),
        })
    };
    Payments {
        sandbox: sources.get("LANDINGHUB_PAYMENT_SANDBOX").map(|word| word == "on"),
        sandbox_secret: secret("LANDINGHUB_SANDBOX_SECRET"),
        vnpay: vnpay(),
        momo: momo(),
        stripe: stripe(),
        omise: omise(),
    }
}

/// Seconds until an unpaid order expires.
pub(super) fn order_ttl(sources: &Sources) -> i64 {
    let set = sources.get("LANDINGHUB_ORDER_TTL_SECONDS").and_then(|text| text.parse().ok());
    set.filter(|seconds| *seconds > 0).unwrap_or(ORDER_TTL)
}
