//! Uploads: what is taken, what it becomes, and whose it is.

use crate::pages::{batch, heading, owner, page, say};
use crate::support::{World, problem, worlds, worlds_with};
use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use landinghub::{Code, Problem};
use landinghub_services::cursor::Slice;
use landinghub_services::storage::{ObjectKey, sweep};
use landinghub_services::{pages, uploads};
use std::io::Cursor;

fn photo(width: u32, height: u32, format: ImageFormat) -> Bytes {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], (x + y).to_le_bytes()[0]])
    }));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("encoded");
    out.into_inner().into()
}

fn objects(world: &World) -> usize {
    let Ok(folders) = std::fs::read_dir(world.services.config.data_dir.join("objects/uploads")) else {
        return 0;
    };
    folders.map(|folder| std::fs::read_dir(folder.expect("an entry").path()).expect("a folder").count()).sum()
}

/// The id and the file of an address.
fn place(url: &str) -> (&str, &str) {
    url.strip_prefix("http://content.localhost:3000/u/")
        .and_then(|rest| rest.split_once('/'))
        .expect("on the content origin")
}

#[tokio::test]
async fn a_picture_becomes_a_library_entry() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = uploads::create(&world.services, &lan, "../ảnh.png", photo(700, 350, ImageFormat::Jpeg))
            .await
            .expect("kept");
        assert_eq!((made.mime.as_str(), made.width, made.height), ("image/jpeg", Some(700), Some(350)));
        assert_eq!(made.variants.iter().map(|variant| variant.width).collect::<Vec<_>>(), [320, 640, 700]);
        for url in made.variants.iter().map(|variant| &variant.url).chain([&made.url]) {
            let (id, file) = place(url);
            let (bytes, kind) = uploads::open(&world.services, id, file).await.expect("served");
            assert_eq!(uploads::sniff(&bytes), Some(kind), "{url}");
        }
        let list = uploads::list(&world.services, &lan, &uploads::Query::default()).await.expect("a list");
        assert_eq!(list.items, std::slice::from_ref(&made));
        assert_eq!(objects(&world), 4);
        uploads::delete(&world.services, &lan, &made.id).await.expect("deleted");
        assert_eq!(objects(&world), 0);
        assert_eq!((world.count("uploads").await, world.count("upload_variants").await), (0, 0));
        let (id, file) = place(&made.url);
        assert_eq!(
            problem(uploads::open(&world.services, id, file).await).unwrap_err(),
            Problem::not_found()
        );
        assert_eq!(
            problem(uploads::delete(&world.services, &lan, &made.id).await).unwrap_err(),
            Problem::not_found()
        );
    }
}

#[tokio::test]
async fn a_library_is_searched_by_name_and_kind() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let png = photo(4, 4, ImageFormat::Png);
        for name in ["Ảnh bìa.png", "logo.png", "anh-bia 2.png"] {
            uploads::create(&world.services, &lan, name, png.clone()).await.expect("kept");
        }
        let pdf = Bytes::from_static(b"%PDF-1.7\n%%EOF");
        uploads::create(&world.services, &lan, "Bảng giá.pdf", pdf).await.expect("kept");
        let find = async |q: &str, kind: &str, limit: u32, cursor: Option<String>| {
            let slice = Slice { limit: Some(limit), cursor };
            let query =
                uploads::Query { q: Some(q.to_owned()), kind: Some(kind.to_owned()), sort: None, slice };
            let list = uploads::list(&world.services, &lan, &query).await.expect("a list");
            let names: Vec<String> = list.items.into_iter().map(|item| item.name).collect();
            (names, list.next_cursor)
        };
        let mut found = find("ANH", "", 24, None).await.0;
        found.sort();
        assert_eq!(found, ["anh-bia 2.png", "Ảnh bìa.png"]);
        assert_eq!(find("", "file", 24, None).await, (vec!["Bảng giá.pdf".to_owned()], None));
        assert_eq!(find("", "video", 24, None).await, (vec![], None));
        assert_eq!(find("", "image", 24, None).await.0.len(), 3);
        let (first, cursor) = find("anh", "image", 1, None).await;
        let (second, end) = find("anh", "image", 1, cursor).await;
        assert!(first.len() == 1 && second.len() == 1 && first != second && end.is_none());
        let sorted = async |sort: &str, cursor: Option<String>| {
            let slice = Slice { limit: Some(3), cursor };
            let query = uploads::Query { sort: Some(sort.to_owned()), slice, ..Default::default() };
            let list = uploads::list(&world.services, &lan, &query).await.expect("a list");
            let names: Vec<String> = list.items.into_iter().map(|item| item.name).collect();
            (names, list.next_cursor)
        };
        let (names, rest) = sorted("name", None).await;
        assert_eq!(names, ["Ảnh bìa.png", "anh-bia 2.png", "Bảng giá.pdf"]);
        assert_eq!(sorted("name", rest).await, (vec!["logo.png".to_owned()], None));
        let (_, rest) = sorted("size", None).await;
        assert_eq!(sorted("size", rest).await.0, ["Bảng giá.pdf"], "the smallest comes last");
        let up = uploads::Query { sort: Some("up".to_owned()), ..Default::default() };
        assert_eq!(
            problem(uploads::list(&world.services, &lan, &up).await).unwrap_err().code,
            Code::ValidationFailed
        );
        let wrong = uploads::Query { kind: Some("song".to_owned()), ..Default::default() };
        assert_eq!(
            problem(uploads::list(&world.services, &lan, &wrong).await).unwrap_err().code,
            Code::ValidationFailed
        );
    }
}

#[tokio::test]
async fn hostile_files_are_refused_or_made_harmless() {
    let svg = "<svg viewBox='0 0 9 9'><script>alert(1)</script><path onload='alert(1)' d='M0 0'/></svg>";
    let mut polyglot = photo(9, 9, ImageFormat::Png).to_vec();
    polyglot.extend_from_slice(b"<script>alert(1)</script>");
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let create = |name: &'static str, bytes: Bytes| {
            let (services, lan) = (world.services.clone(), lan.clone());
            async move { problem(uploads::create(&services, &lan, name, bytes).await) }
        };
        for (name, bytes, code) in [
            ("empty.png", Bytes::new(), Code::UnsupportedMediaType),
            ("page.png", "<!doctype html><script>alert(1)</script>".into(), Code::UnsupportedMediaType),
            ("run.jpg", "MZ\u{90}\0".into(), Code::UnsupportedMediaType),
            ("photo.avif", "\0\0\0\u{20}ftypavif\0\0\0\0".into(), Code::UnsupportedMediaType),
            ("cut.png", photo(64, 64, ImageFormat::Png).slice(..40), Code::ValidationFailed),
            ("cut.webp", "RIFF\0\0\0\0WEBPVP8 ".into(), Code::ValidationFailed),
            ("wide.png", photo(8193, 1, ImageFormat::Png), Code::ValidationFailed),
            (
                "entity.svg",
                "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg><text>&a;</text></svg>".into(),
                Code::ValidationFailed,
            ),
            ("large.pdf", [b"%PDF-1.7".to_vec(), vec![0; 10 << 20]].concat().into(), Code::PayloadTooLarge),
        ] {
            assert_eq!(create(name, bytes).await.unwrap_err().code, code, "{name}");
        }
        assert_eq!((world.count("uploads").await, objects(&world)), (0, 0));
        for (name, bytes) in [("a.svg", Bytes::from(svg)), ("b.png", polyglot.clone().into())] {
            let made = create(name, bytes).await.expect("kept");
            let (id, file) = place(&made.url);
            let (kept, _) = uploads::open(&world.services, id, file).await.expect("served");
            let kept = String::from_utf8_lossy(&kept).into_owned();
            assert!(!kept.contains("alert") && !kept.contains("script"), "{name}: {kept}");
        }
        let pdf = create("a\"b\r\nc.pdf", Bytes::from_static(b"%PDF-1.7 x")).await.expect("kept");
        assert!(pdf.url.ends_with("/file.pdf") && pdf.variants.is_empty() && pdf.width.is_none());
    }
}

#[tokio::test]
async fn libraries_are_apart_and_have_an_end() {
    for world in worlds_with(|config| {
        config.limits.set("STORAGE_BYTES", 5000);
    })
    .await
    {
        let lan = owner(&world, "lan@example.com").await;
        let minh = owner(&world, "minh@example.com").await;
        let pdf = |bytes: usize| Bytes::from([b"%PDF-1.7".to_vec(), vec![0; bytes]].concat());
        let made = uploads::create(&world.services, &lan, "a.pdf", pdf(4000)).await.expect("kept");
        let refused = problem(uploads::create(&world.services, &lan, "b.pdf", pdf(2000)).await).unwrap_err();
        assert_eq!((refused.code, refused.fields.contains_key("file")), (Code::ValidationFailed, true));
        uploads::create(&world.services, &minh, "b.pdf", pdf(2000)).await.expect("another library");
        assert_eq!(
            problem(uploads::delete(&world.services, &minh, &made.id).await).unwrap_err(),
            Problem::not_found()
        );
        assert_eq!(
            uploads::list(&world.services, &minh, &uploads::Query::default())
                .await
                .expect("a list")
                .items
                .len(),
            1
        );
        for id in ["", "a\0", "../../x", "' OR ''='"] {
            assert_eq!(
                problem(uploads::delete(&world.services, &lan, id).await).unwrap_err(),
                Problem::not_found()
            );
            assert_eq!(
                problem(uploads::open(&world.services, id, "image.png").await).unwrap_err(),
                Problem::not_found()
            );
        }
        let (id, _) = place(&made.url);
        for file in ["", "../x.png", "image.png", "file.pdf/..", "file.html", "FILE.PDF"] {
            assert_eq!(
                problem(uploads::open(&world.services, id, file).await).unwrap_err(),
                Problem::not_found(),
                "{file}"
            );
        }
    }
}

#[tokio::test]
async fn bytes_that_no_row_knows_are_swept() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        uploads::create(&world.services, &lan, "a.pdf", Bytes::from_static(b"%PDF-1.7 x"))
            .await
            .expect("kept");
        for key in ["uploads/lost/file.pdf", "sites/00ff/index.html", "other/thing"] {
            let key = ObjectKey::new(key).expect("a name");
            world.services.objects.put(key, Bytes::from_static(b"x")).await.expect("written");
        }
        // The files are as old as the machine says, the clock as the test says: far ahead of it, all are old.
        world.pass(40 * 365 * 86_400);
        assert_eq!(sweep(&world.services).await.expect("swept"), 2);
        assert_eq!(sweep(&world.services).await.expect("swept"), 0);
        assert_eq!(objects(&world), 1);
    }
}

#[tokio::test]
async fn a_library_knows_where_its_files_are_used() {
    for world in worlds().await {
        let (lan, minh) = (owner(&world, "lan@example.com").await, owner(&world, "minh@example.com").await);
        let png = photo(4, 4, ImageFormat::Png);
        let shown = uploads::create(&world.services, &lan, "shown.png", png.clone()).await.expect("kept");
        let spare = uploads::create(&world.services, &lan, "spare.png", png).await.expect("kept");
        let usage = uploads::usage(&world.services, &lan).await.expect("usage");
        assert!(usage.bytes >= shown.bytes + spare.bytes && usage.limit.is_some(), "{usage:?}");
        assert_eq!(uploads::usage(&world.services, &minh).await.expect("usage").bytes, 0);
        // Two pages of the owner's and one of somebody else's name the file.
        for (who, title) in [(&lan, "One"), (&lan, "Two"), (&minh, "Theirs"), (&lan, "Three")] {
            let made = page(&world, who, title).await;
            let node = heading(made.document.as_ref().expect("a document"));
            let text = if title == "Three" { "nothing".to_owned() } else { format!("{0} {0}", shown.url) };
            let done =
                pages::apply_ops(&world.services, who, &made.id, batch(1, "t", 1, vec![say(&node, &text)]));
            done.await.expect("applied");
        }
        let ids = [shown.id.clone(), spare.id.clone()];
        let used = uploads::used_on(&world.services, &lan, &ids).await.expect("found");
        let mut titles: Vec<&str> = used[&shown.id].iter().map(|page| page.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!((titles, used.len()), (vec!["One", "Two"], 1), "each page once, the unused not at all");
        let theirs = uploads::used_on(&world.services, &minh, &ids).await.expect("found");
        assert_eq!(theirs[&shown.id].len(), 1, "only their own pages");
    }
}
