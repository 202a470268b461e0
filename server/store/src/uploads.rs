//! Uploaded files and their variants; the bytes are in the object store.

use crate::{Conn, Result};

/// An upload as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UploadRow {
    /// Unguessable; part of its address.
    pub id: String,
    /// Whose.
    pub owner_id: String,
    /// As the file was called, cleaned.
    pub name: String,
    /// The last part of its address.
    pub file: String,
    /// By content.
    pub mime: String,
    /// In pixels.
    pub width: Option<i64>,
    /// In pixels.
    pub height: Option<i64>,
    /// Of the file itself.
    pub bytes: i64,
    /// With all variants.
    pub stored_bytes: i64,
    /// Microseconds.
    pub created_at: i64,
}

/// A variant as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VariantRow {
    /// Of which upload.
    pub upload_id: String,
    /// The last part of its address.
    pub file: String,
    /// In pixels.
    pub width: i64,
    /// `webp`, `jpeg`, `png`.
    pub format: String,
    /// Its size.
    pub bytes: i64,
}

statements! {
    INSERT: "INSERT INTO uploads (id, owner_id, name, file, mime, width, height, bytes, stored_bytes, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_VARIANT: "INSERT INTO upload_variants (upload_id, file, width, format, bytes) VALUES ($1, $2, $3, $4, $5)";
    FIND: "SELECT id, owner_id, name, file, mime, width, height, bytes, stored_bytes, created_at FROM uploads WHERE id = $1 AND owner_id = $2";
    LIST: "SELECT id, owner_id, name, file, mime, width, height, bytes, stored_bytes, created_at FROM uploads \
           WHERE owner_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4";
    VARIANTS: "SELECT v.upload_id, v.file, v.width, v.format, v.bytes FROM upload_variants v \
               WHERE v.upload_id = $1 ORDER BY v.width, v.format";
    BYTES: "SELECT bytes FROM uploads WHERE id = $1";
    DELETE: "DELETE FROM uploads WHERE id = $1 AND owner_id = $2";
    STORED: "SELECT CAST(COALESCE(SUM(stored_bytes), 0) AS BIGINT) FROM uploads WHERE owner_id = $1";
}

/// Adds an upload with its variants.
pub async fn insert(conn: &mut Conn<'_>, upload: &UploadRow, variants: &[VariantRow]) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &upload.id,
            &upload.owner_id,
            &upload.name,
            &upload.file,
            &upload.mime,
            upload.width,
            upload.height,
            upload.bytes,
            upload.stored_bytes,
            upload.created_at
        ]
    )?;
    for variant in variants {
        execute!(
            conn,
            INSERT_VARIANT,
            [&variant.upload_id, &variant.file, variant.width, &variant.format, variant.bytes]
        )?;
    }
    Ok(())
}

/// The upload, if it is the owner's.
pub async fn find(conn: &mut Conn<'_>, id: &str, owner: &str) -> Result<Option<UploadRow>> {
    fetch_optional!(conn, FIND, UploadRow, [id, owner])
}

/// One slice of an owner's uploads, the newest first, after (moment, id).
pub async fn list(
    conn: &mut Conn<'_>,
    owner: &str,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<UploadRow>> {
    fetch_all!(conn, LIST, UploadRow, [owner, after.0, after.1, limit])
}

/// The variants of an upload, the smallest first.
pub async fn variants(conn: &mut Conn<'_>, upload_id: &str) -> Result<Vec<VariantRow>> {
    fetch_all!(conn, VARIANTS, VariantRow, [upload_id])
}

/// The size of an upload's file, whosever.
pub async fn bytes_of(conn: &mut Conn<'_>, id: &str) -> Result<Option<i64>> {
    Ok(fetch_optional!(conn, BYTES, (i64,), [id])?.map(|row| row.0))
}

/// Forgets an upload; `false` where it isn't the owner's.
pub async fn delete(conn: &mut Conn<'_>, id: &str, owner: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [id, owner])? == 1)
}

/// Bytes an account keeps.
pub async fn stored_bytes(conn: &mut Conn<'_>, owner: &str) -> Result<i64> {
    Ok(fetch_one!(conn, STORED, (i64,), [owner])?.0)
}
