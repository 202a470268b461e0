//! What can go wrong below the services.

/// The result of a store function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A unique rule was broken; `rule` is `table_column` or `table_column1_column2` on both databases.
    #[error("unique rule {rule}")]
    Unique {
        /// Which.
        rule: String,
    },
    /// A row refers to another that isn't there, or that is still referred to.
    #[error("foreign key")]
    ForeignKey,
    /// A stored value can't be read back; the text says which.
    #[error("stored value: {0}")]
    Corrupt(String),
    /// The writer is gone: the process is shutting down, or the job panicked.
    #[error("the writer did not answer")]
    Writer,
    /// The disk is full or the database can't be written.
    #[error("the database can't be written: {0}")]
    Unwritable(String),
    /// Migrations couldn't run.
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Anything else of the driver.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl Error {
    /// Whether the unique rule `table_column…` was broken.
    pub fn breaks(&self, name: &str) -> bool {
        matches!(self, Self::Unique { rule } if rule == name)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else {
            return Self::Database(error);
        };
        if database.is_unique_violation() {
            return Self::Unique { rule: unique_rule(database.as_ref()) };
        }
        if database.is_foreign_key_violation() {
            return Self::ForeignKey;
        }
        // SQLITE_FULL, SQLITE_IOERR and SQLITE_READONLY; PostgreSQL class 53 (insufficient resources).
        match database.code().as_deref() {
            Some("13" | "8" | "10") => Self::Unwritable(database.message().to_owned()),
            Some(code) if code.len() == 5 && code.starts_with("53") => {
                Self::Unwritable(database.message().to_owned())
            }
            _ => Self::Database(error),
        }
    }
}

/// PostgreSQL names the constraint (`users_email_key`, `ops_pkey`, or an index's name), SQLite the columns
/// (`UNIQUE constraint failed: users.email, users.x`); both become `users_email_x`.
fn unique_rule(error: &dyn sqlx::error::DatabaseError) -> String {
    if let Some(constraint) = error.constraint() {
        return constraint.strip_suffix("_key").unwrap_or(constraint).to_owned();
    }
    let columns = error.message().rsplit(": ").next().unwrap_or_default();
    let mut rule = String::new();
    for column in columns.split(", ") {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        if rule.is_empty() {
            rule.push_str(table);
        }
        rule.push('_');
        rule.push_str(column);
    }
    rule
}
