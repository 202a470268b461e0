//! What the app's pages may load: the `Content-Security-Policy` of each.

use landinghub_services::Config;

/// What a page may load beside our own: origins, with a space before each.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// Scripts.
    pub script: String,
    /// Frames.
    pub frame: String,
    /// Requests.
    pub connect: String,
    /// Pictures.
    pub image: String,
}

/// Scripts are ours and carry the nonce; pictures and frames may come from the content origin, too.
///
/// `'self'` beside the nonce is for module preloads, which can't carry one; the app's host serves no file of users.
/// Style attributes are allowed: rendered components position things with them.
pub fn policy(config: &Config, nonce: &str, extra: &Extra) -> String {
    let scheme = config.scheme();
    let content = format!("{scheme}://{0} {scheme}://*.{0}", config.content_domain);
    let Extra { script, frame, connect, image } = extra;
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'{script}; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob: {content}{image}; media-src 'self' blob: {content}; font-src 'self'; \
         connect-src 'self'{connect}; frame-src 'self' {content}{frame}; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
