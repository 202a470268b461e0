//! A forgotten password.

use super::profile::{SetPassword, finish};
use super::{RESET_SECONDS, Services, passwords, token_invalid};
use crate::config::Limit;
use crate::context::Caller;
use crate::error::Result;
use crate::limits::prefix;
use crate::mail::{Letter, Mail};
use crate::outbox::{Kind, Message};
use crate::{outbox, secrets};
use landinghub::Id;
use landinghub::account::{AccountStatus, Email, Password};
use landinghub::api::{ForgottenPassword, PasswordReset};
use landinghub_store::accounts as store;
use landinghub_store::tokens::{self, NewToken, TokenKind};

/// Mails a link that allows a new password, if there is such an account.
///
/// Whether there is one can't be told from outside: the answer and the writes are the same.
pub async fn forgot_password(services: &Services, caller: &Caller, input: ForgottenPassword) -> Result<()> {
    services.limits.check(Limit::RESET_PREFIX, &prefix(caller.ip))?;
    let email = Email::try_from(input.email.as_str()).ok();
    let address = email.as_ref().map_or("", Email::as_str);
    let mut reader = services.store.read().await?;
    let account = store::find_by_email(&mut reader.conn(), address).await?;
    drop(reader);
    let allowed = services.limits.check(Limit::RESET_ACCOUNT, address).is_ok();
    let account = account.filter(|account| allowed && account.status == AccountStatus::Active);
    let token = Id::token::<16>(&*services.rng);
    let (hash, now) = (secrets::hash(&token), services.now());
    let (user_id, email, message) = match account {
        Some(account) => {
            let email = account.email.clone();
            let letter = Letter::Reset { token };
            let mail = Mail { to: account.email, name: account.name, locale: account.locale, letter };
            (Some(account.id), email, mail.message(services)?)
        }
        None => (None, String::new(), Message::new(services, Kind::Decoy, &())?),
    };
    let expires_at = now.plus_seconds(RESET_SECONDS);
    let new = NewToken { hash, user_id, kind: TokenKind::Reset, email, created_at: now, expires_at };
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                tokens::insert(&mut tx, &new).await?;
                outbox::enqueue(&mut tx, &message).await
            })
        })
        .await?;
    outbox::wake(services);
    Ok(())
}

/// Sets a new password by a mailed token and ends all sessions. A weak password leaves the token good.
pub async fn reset_password(services: &Services, _caller: &Caller, input: PasswordReset) -> Result<()> {
    let password = Password::new("password", input.password.expose())?;
    let (token, now) = (secrets::hash(input.token.expose()), services.now());
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = tokens::find(&mut conn, &token, TokenKind::Reset, now).await?.ok_or_else(token_invalid)?;
    let account = store::find(&mut conn, &found.user_id).await?.ok_or_else(token_invalid)?;
    drop(reader);
    if account.email != found.email {
        // The link went to an address that is no longer theirs.
        return Err(token_invalid());
    }
    let hash = passwords::hash(services, password).await?;
    let change = SetPassword::new(services, account, hash, None)?;
    let ended = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                // Of two requests with one token, one gets it.
                tokens::take(&mut tx, &token, TokenKind::Reset, now).await?.ok_or_else(token_invalid)?;
                change.run(&mut tx).await
            })
        })
        .await?;
    finish(services, &ended);
    Ok(())
}
