//! A drawing in place of a page's picture.

use leptos::prelude::*;

/// A page in outline. The same seed always gives the same drawing, and different ones differ a little.
#[component]
pub fn PageArt(
    /// Anything that names the page.
    #[prop(into)]
    seed: String,
) -> impl IntoView {
    let sum = seed.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let tint = ["#2f5af3", "#0f8a7a", "#c2541b", "#8a4fd6", "#b8336a", "#2a7a3b"]
        .into_iter()
        .nth(usize::try_from(sum % 6).unwrap_or_default())
        .unwrap_or("#2f5af3");
    let body = match sum / 6 % 3 {
        0 => "M20 118h62v46H20zM98 118h62v46H98zM176 118h62v46H176z",
        1 => "M20 118h134v46H20zM168 118h70v46h-70z",
        _ => "M20 118h218v20H20zM20 146h218v20H20z",
    };
    view! {
        <svg viewBox="0 0 258 162" aria-hidden="true" preserveAspectRatio="xMidYMin slice">
            <rect width="258" height="162" fill=tint opacity=".09"></rect>
            <path d="M0 0h258v22H0z" fill=tint opacity=".14"></path>
            <circle cx="20" cy="11" r="4" fill=tint opacity=".8"></circle>
            <path d="M190 8h18v5h-18zM216 8h22v5h-22z" fill=tint opacity=".4"></path>
            <path d="M20 42h110v11H20z" fill=tint opacity=".75"></path>
            <path d="M20 59h78v11H20z" fill=tint opacity=".75"></path>
            <path d="M20 78h96v4H20zM20 86h80v4H20z" fill=tint opacity=".3"></path>
            <rect x="20" y="97" width="40" height="12" rx="3" fill=tint></rect>
            <rect x="152" y="38" width="86" height="66" rx="5" fill=tint opacity=".22"></rect>
            <path d="M152 96l26-28 20 20 12-10 28 26h-86z" fill=tint opacity=".35"></path>
            <path d=body fill=tint opacity=".16"></path>
        </svg>
    }
}
