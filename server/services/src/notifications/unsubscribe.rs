//! Leaving by the link in a mail, without logging in (RFC 8058): the link is signed and says whose mail of which kind.

use super::settings;
use crate::context::Services;
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::secrets;
use landinghub::Problem;
use landinghub::notify::Kind;
use landinghub_store::notifications as store;

/// Keys of other purposes are no use here.
const PURPOSE: &str = "unsubscribe from notification mail";

/// What a link leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Mail of one kind.
    Kind(Kind),
    /// All that can be left: the link of a digest.
    All,
}

impl Scope {
    fn word(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.as_str(),
            Self::All => "all",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        if word == "all" { Some(Self::All) } else { Kind::parse(word).map(Self::Kind) }
    }
}

/// The link's address in the app.
pub(super) fn url(services: &Services, user_id: &str, scope: Scope) -> Result<String> {
    let word = scope.word();
    let input = format!("{user_id}.{word}");
    let mac = secrets::derive(&services.config.jwt_secret, PURPOSE, input.as_bytes())?;
    Ok(services.config.app_url(&format!("/unsubscribe?token={input}.{mac}")))
}

/// What a link's token leaves, and whose; `not_found` where it isn't one of ours.
fn read(services: &Services, token: &str) -> Result<(String, Scope)> {
    let mut parts = token.splitn(3, '.');
    let (Some(user), Some(word), Some(mac)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Problem::not_found().into());
    };
    let known = is_id(user).then(|| Scope::parse(word)).flatten().ok_or_else(Problem::not_found)?;
    let expected =
        secrets::derive(&services.config.jwt_secret, PURPOSE, format!("{user}.{word}").as_bytes())?;
    if !secrets::same(&expected, mac) {
        return Err(Problem::not_found().into());
    }
    Ok((user.to_owned(), known))
}

/// What a link's token leaves.
pub fn scope(services: &Services, token: &str) -> Result<Scope> {
    read(services, token).map(|(_, scope)| scope)
}

/// Leaves. Done twice it is done once; for an account that has gone it is done, too.
pub async fn act(services: &Services, token: &str) -> Result<Scope> {
    let (user, scope) = read(services, token)?;
    let parts = services.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if store::recipient(&mut tx, &user).await?.is_none() {
                    return Ok(());
                }
                let mut preferences = settings::of(&mut tx, &user).await?;
                preferences.unsubscribe(match scope {
                    Scope::Kind(kind) => Some(kind),
                    Scope::All => None,
                });
                settings::keep(&parts, &mut tx, &user, &preferences).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(scope)
}
