//! Pictures of pixels: measured before they are decoded, decoded within limits, written anew.
//!
//! What is kept is what the decoder saw: metadata, and whatever else was hidden in the file, is gone.

use super::kind::Kind;
use super::{Kept, Prepared};
use fast_image_resize::{IntoImageView, PixelType, ResizeOptions, Resizer, images::Image};
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::{
    AnimationDecoder, DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader,
    Limits,
};
use landinghub::{Code, Problem};
use std::io::Cursor;

/// Longest side, in pixels.
const MAX_SIDE: u32 = 8192;
/// Pixels of a picture, or of all pictures of an animation.
const MAX_PIXELS: u64 = 40_000_000;
/// Bytes a decoder may take.
const MAX_ALLOC: u64 = 192 * 1024 * 1024;
/// Widths of the smaller copies.
const WIDTHS: [u32; 5] = [320, 640, 960, 1280, 1920];
/// Quality of lossy files, out of a hundred.
const JPEG_QUALITY: u8 = 85;
const WEBP_QUALITY: f32 = 80.0;

/// Decodes a picture and writes it anew, with smaller copies.
pub(super) fn prepare(kind: Kind, bytes: &[u8]) -> Result<Prepared, Problem> {
    measure(kind, bytes)?;
    if kind == Kind::Gif
        && let Some(animation) = animation(bytes)?
    {
        return Ok(animation);
    }
    written(kind, &decode(kind, bytes)?)
}

/// A part of a picture that was kept, as a picture of its own. An animation can't be cut.
pub(super) fn crop(kind: Kind, bytes: &[u8], part: &landinghub::api::CropArea) -> Result<Prepared, Problem> {
    measure(kind, bytes)?;
    let picture = decode(kind, bytes)?;
    let fits =
        |from: u32, size: u32, whole: u32| size > 0 && from.checked_add(size).is_some_and(|end| end <= whole);
    if !fits(part.x, part.width, picture.width()) || !fits(part.y, part.height, picture.height()) {
        let what =
            format!("This picture is {} × {}: the part must be inside.", picture.width(), picture.height());
        return Err(Problem::field("width", what));
    }
    written(kind, &picture.crop_imm(part.x, part.y, part.width, part.height))
}

/// A picture as it is kept, with smaller copies.
fn written(kind: Kind, picture: &DynamicImage) -> Result<Prepared, Problem> {
    let (width, height) = (picture.width(), picture.height());
    // Opaque pictures are small as JPEG whatever they came as, but drawings and screenshots are better kept exact.
    let (kept_kind, file_bytes) = match kind {
        Kind::Jpeg => (Kind::Jpeg, jpeg(picture)?),
        Kind::Webp => (Kind::Webp, webp(picture)?),
        _ => (Kind::Png, png(picture)?),
    };
    let original = Kept {
        file: format!("image.{}", kept_kind.extension()),
        bytes: file_bytes,
        width: Some(width),
        format: kept_kind.extension(),
    };
    let mut variants = Vec::new();
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|smaller| *smaller < width).collect();
    if kept_kind != Kind::Webp && width <= 1920 {
        widths.push(width);
    }
    for smaller in widths {
        let bytes = if smaller == width { webp(picture)? } else { webp(&resize(picture, smaller)?)? };
        variants.push(Kept { file: format!("{smaller}.webp"), bytes, width: Some(smaller), format: "webp" });
    }
    Ok(Prepared { mime: kept_kind.mime(), height: Some(height), original, variants })
}

const fn format(kind: Kind) -> ImageFormat {
    match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Gif => ImageFormat::Gif,
        Kind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Png,
    }
}

/// A PNG as a WebP of that width.
pub(crate) fn shrink(bytes: &[u8], width: u32) -> Result<Vec<u8>, Problem> {
    measure(Kind::Png, bytes)?;
    let picture = decode(Kind::Png, bytes)?;
    if picture.width() <= width { webp(&picture) } else { webp(&resize(&picture, width)?) }
}

/// Reads the size from the header, without decoding.
fn measure(kind: Kind, bytes: &[u8]) -> Result<(), Problem> {
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format(kind))
        .into_dimensions()
        .map_err(|_| unreadable())?;
    check_size(width, height)
}

fn check_size(width: u32, height: u32) -> Result<(), Problem> {
    if width == 0 || height == 0 {
        return Err(unreadable());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        let what = format!(
            "This picture is {width} × {height}. Use up to {MAX_SIDE} pixels a side and 40 megapixels."
        );
        return Err(Problem::field("file", what));
    }
    Ok(())
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

fn decode(kind: Kind, bytes: &[u8]) -> Result<DynamicImage, Problem> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(kind));
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    // Turned as the camera was held: the note about it goes with the rest of the metadata.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    if decoder.total_bytes() > MAX_ALLOC {
        return Err(Problem::field(
            "file",
            "This picture takes too much memory. Save it with 8 bits a channel.",
        ));
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(orientation);
    // Eight bits a channel, with or without transparency: all that browsers show.
    Ok(if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    })
}

/// An animated GIF with every picture decoded and written anew; `None` for one that stands still. It has no smaller
/// copies: those would stand still.
fn animation(bytes: &[u8]) -> Result<Option<Prepared>, Problem> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    decoder.set_limits(limits()).map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    let mut out = Vec::new();
    let mut pictures: u64 = 0;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut out, 20);
        encoder.set_repeat(Repeat::Infinite).map_err(|_| unreadable())?;
        for frame in decoder.into_frames() {
            let frame = frame.map_err(|_| unreadable())?;
            pictures += 1;
            if pictures * u64::from(width) * u64::from(height) > MAX_PIXELS {
                return Err(Problem::field(
                    "file",
                    "This animation is too long or too large. Send a video instead.",
                ));
            }
            encoder.encode_frame(frame).map_err(|_| unreadable())?;
        }
    }
    if pictures < 2 {
        return Ok(None);
    }
    let original = Kept { file: "image.gif".to_owned(), bytes: out, width: Some(width), format: "gif" };
    Ok(Some(Prepared { mime: Kind::Gif.mime(), height: Some(height), original, variants: Vec::new() }))
}

fn resize(picture: &DynamicImage, width: u32) -> Result<DynamicImage, Problem> {
    let height = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width().max(1));
    let height = u32::try_from(height).unwrap_or(MAX_SIDE).max(1);
    let pixels = picture.pixel_type().unwrap_or(PixelType::U8x3);
    let mut smaller = Image::new(width, height, pixels);
    Resizer::new().resize(picture, &mut smaller, &ResizeOptions::new()).map_err(|_| unreadable())?;
    let buffer = smaller.into_vec();
    let picture = if pixels == PixelType::U8x4 {
        image::RgbaImage::from_raw(width, height, buffer).map(DynamicImage::ImageRgba8)
    } else {
        image::RgbImage::from_raw(width, height, buffer).map(DynamicImage::ImageRgb8)
    };
    picture.ok_or_else(unreadable)
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)
        .write_image(picture.to_rgb8().as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|_| unreadable())?;
    Ok(out)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Problem> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).map_err(|_| unreadable())?;
    Ok(out.into_inner())
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>, Problem> {
    let encoder = webp::Encoder::from_image(picture).map_err(|_| unreadable())?;
    encoder.encode_simple(false, WEBP_QUALITY).map(|memory| memory.to_vec()).map_err(|_| unreadable())
}

/// What has the beginning of a picture and isn't one.
fn unreadable() -> Problem {
    let mut problem = Problem::field("file", "This picture is damaged and can't be read.");
    problem.code = Code::ValidationFailed;
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn photo(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
            Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], (x ^ y).to_le_bytes()[0]])
        }))
    }

    #[test]
    fn a_photo_gets_smaller_copies() {
        let prepared = prepare(Kind::Jpeg, &jpeg(&photo(1000, 500)).expect("encoded")).expect("prepared");
        assert_eq!(
            (prepared.mime, prepared.original.width, prepared.height),
            ("image/jpeg", Some(1000), Some(500))
        );
        let widths: Vec<_> = prepared.variants.iter().filter_map(|variant| variant.width).collect();
        assert_eq!(widths, [320, 640, 960, 1000]);
        for variant in &prepared.variants {
            let read =
                image::load_from_memory_with_format(&variant.bytes, ImageFormat::WebP).expect("a WebP");
            assert_eq!(Some(read.width()), variant.width);
        }
        assert!(prepared.variants.iter().all(|variant| variant.bytes.len() < prepared.original.bytes.len()));
    }

    #[test]
    fn a_part_of_a_picture_is_a_picture() {
        let area = |x, y, width, height| landinghub::api::CropArea { x, y, width, height };
        let whole = png(&photo(1000, 500)).expect("encoded");
        let prepared = crop(Kind::Png, &whole, &area(100, 50, 400, 300)).expect("inside");
        assert_eq!((prepared.original.width, prepared.height), (Some(400), Some(300)));
        let part = image::load_from_memory(&prepared.original.bytes).expect("a PNG").to_rgb8();
        assert_eq!(part.get_pixel(0, 0), photo(1000, 500).to_rgb8().get_pixel(100, 50));
        let widths: Vec<_> = prepared.variants.iter().filter_map(|variant| variant.width).collect();
        assert_eq!(widths, [320, 400]);
        for outside in [area(0, 0, 0, 5), area(601, 0, 400, 5), area(u32::MAX, 0, 2, 5), area(0, 0, 5, 501)] {
            assert_eq!(crop(Kind::Png, &whole, &outside).expect_err("outside").code, Code::ValidationFailed);
        }
    }

    #[test]
    fn what_was_hidden_in_a_picture_is_gone() {
        let mut bytes = png(&photo(8, 8)).expect("encoded");
        bytes.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04");
        let prepared = prepare(Kind::Png, &bytes).expect("prepared");
        assert!(!prepared.original.bytes.windows(8).any(|window| window == b"<script>"));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        // A PNG header that says 30 000 × 30 000, and nothing behind it.
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend_from_slice(&30_000_u32.to_be_bytes());
        bytes.extend_from_slice(&30_000_u32.to_be_bytes());
        bytes.extend_from_slice(&[8, 6, 0, 0, 0]);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[12..]);
        bytes.extend_from_slice(&crc.sum().to_be_bytes());
        bytes.extend_from_slice(b"\0\0\0\0IDAT");
        let problem = prepare(Kind::Png, &bytes).expect_err("too many pixels");
        assert_eq!(problem.code, Code::ValidationFailed);
        assert!(problem.detail.contains("30000"), "{}", problem.detail);
        for (width, height) in [(8193, 1), (1, 8193), (8000, 8000), (0, 5)] {
            assert!(check_size(width, height).is_err());
        }
        assert!(check_size(8192, 4800).is_ok());
    }

    #[test]
    fn damaged_pictures_are_refused() {
        let whole = jpeg(&photo(64, 64)).expect("encoded");
        for bytes in [&whole[..3], &whole[..20], b"\x89PNG\r\n\x1a\n", b"GIF89a"] {
            let kind = super::super::sniff(bytes).expect("its first bytes are right");
            assert_eq!(prepare(kind, bytes).expect_err("damaged").code, Code::ValidationFailed);
        }
    }

    #[test]
    fn an_animation_stays_one() {
        let mut bytes = Vec::new();
        {
            let mut encoder = GifEncoder::new(&mut bytes);
            for shade in [0_u8, 120, 240] {
                let picture = image::RgbaImage::from_pixel(10, 6, image::Rgba([shade, 0, 0, 255]));
                encoder.encode_frame(image::Frame::new(picture)).expect("encoded");
            }
        }
        let prepared = prepare(Kind::Gif, &bytes).expect("prepared");
        assert_eq!(prepared.mime, "image/gif");
        let frames =
            GifDecoder::new(Cursor::new(&prepared.original.bytes[..])).expect("a GIF").into_frames().count();
        assert_eq!(frames, 3);
    }
}
