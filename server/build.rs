//! Names the folder of the site's files for the embedding, and makes it where nothing was built yet, so that
//! `cargo check` needs no browser's half.

use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-env-changed=LANDINGHUB_SITE_DIR");
    let wanted = std::env::var_os("LANDINGHUB_SITE_DIR")
        .map_or_else(|| PathBuf::from("../target/site"), PathBuf::from);
    let made = std::fs::create_dir_all(&wanted).and_then(|()| wanted.canonicalize());
    let folder = made.unwrap_or_else(|_| {
        let empty = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("site");
        // Without a writable OUT_DIR no crate builds at all.
        let _ = std::fs::create_dir_all(&empty);
        empty
    });
    println!("cargo:rerun-if-changed={}", folder.display());
    println!("cargo:rustc-env=LANDINGHUB_EMBED_DIR={}", folder.display());
}
