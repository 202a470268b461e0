//! Showing that an address is one's own, and moving to another.

use super::registration::verification;
use super::{Services, VERIFY_SECONDS, access, email_taken, login, profile, token_invalid};
use crate::config::Limit;
use crate::context::Caller;
use crate::error::{Failure, Result};
use crate::mail::{Letter, Mail};
use crate::{notifications, outbox, secrets};
use landinghub::account::Email;
use landinghub::api::{EmailChange, MailedToken};
use landinghub::notify::{Alarm, Event};
use landinghub::{Id, Problem};
use landinghub_store::accounts as store;
use landinghub_store::tokens::{self, NewToken, TokenKind};
use landinghub_store::{Conn, sessions};

/// Uses up a verification token, of a new account or of a new address.
pub async fn verify(services: &Services, _caller: &Caller, input: MailedToken) -> Result<()> {
    let (hash, now) = (secrets::hash(input.token.expose()), services.now());
    let sessions = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let user_id =
                    if let Some(token) = tokens::take(&mut tx, &hash, TokenKind::Verify, now).await? {
                        if !store::mark_verified(&mut tx, &token.user_id, &token.email, now).await? {
                            return Err(token_invalid());
                        }
                        token.user_id
                    } else {
                        let token = tokens::take(&mut tx, &hash, TokenKind::Change, now)
                            .await?
                            .ok_or_else(token_invalid)?;
                        // Where somebody else has registered the address meanwhile, the link is worth nothing.
                        let moved = store::set_email(&mut tx, &token.user_id, &token.email, now).await;
                        moved.map_err(|error| {
                            if error.breaks("users_email") { token_invalid() } else { error.into() }
                        })?;
                        // Links that went to the old address must not open the account any more.
                        tokens::drop_kind(&mut tx, &token.user_id, TokenKind::Reset).await?;
                        token.user_id
                    };
                tokens::drop_kind(&mut tx, &user_id, TokenKind::Verify).await?;
                Ok::<_, Failure>(sessions::live_ids(&mut tx, &user_id).await?)
            })
        })
        .await?;
    for id in sessions {
        access::look_again(services, &id);
    }
    Ok(())
}

/// Mails the verification link again; nothing happens where the address is verified already.
pub async fn resend_verification(services: &Services, caller: &Caller) -> Result<()> {
    let account = profile::own(services, caller.actor()?).await?;
    if account.email_verified_at.is_some() {
        return Ok(());
    }
    services.limits.check(Limit::RESET_ACCOUNT, &format!("verify {}", account.id))?;
    let (token, message) = verification(services, &account)?;
    save(services, vec![token], vec![message], None).await
}

/// Asks for another address: it counts once the link mailed to it is opened; the old address is told at once.
pub async fn change_email(services: &Services, caller: &Caller, input: EmailChange) -> Result<()> {
    let actor = caller.actor()?;
    let email = Email::try_from(input.email.as_str())?;
    let account = profile::own(services, actor).await?;
    login::confirm(services, caller, &account, input.current_password.expose()).await?;
    if email.as_str() == account.email {
        return Err(Problem::field("email", "This is your address already.").into());
    }
    services.limits.check(Limit::RESET_ACCOUNT, &format!("change {}", account.id))?;
    let mut reader = services.store.read().await?;
    if store::find_by_email(&mut reader.conn(), email.as_str()).await?.is_some() {
        return Err(email_taken(landinghub_store::Error::Unique { rule: "users_email".to_owned() }));
    }
    drop(reader);
    let token = Id::token::<16>(&*services.rng);
    let now = services.now();
    let new = NewToken {
        hash: secrets::hash(&token),
        user_id: Some(account.id.clone()),
        kind: TokenKind::Change,
        email: email.as_str().to_owned(),
        created_at: now,
        expires_at: now.plus_seconds(VERIFY_SECONDS),
    };
    let mail = |to: String, letter| {
        Mail { to, name: account.name.clone(), locale: account.locale, letter }.message(services)
    };
    let messages = vec![
        mail(new.email.clone(), Letter::ConfirmAddress { token })?,
        mail(account.email, Letter::AddressChanging { new_email: new.email.clone() })?,
    ];
    let (detail, step) = (new.email.clone(), Id::random(&*services.rng));
    let changing = Event::Security { alarm: Alarm::AddressChanging, detail, step };
    save(services, vec![new], messages, Some((account.id, changing))).await
}

/// Keeps tokens in the place of earlier ones of their kind, with their mails.
async fn save(
    services: &Services,
    new: Vec<NewToken>,
    messages: Vec<outbox::Message>,
    told: Option<(String, Event)>,
) -> Result<()> {
    async fn run(conn: &mut Conn<'_>, new: &[NewToken], messages: &[outbox::Message]) -> Result<()> {
        for token in new {
            if let Some(user_id) = &token.user_id {
                tokens::drop_kind(conn, user_id, token.kind).await?;
            }
            tokens::insert(conn, token).await?;
        }
        for message in messages {
            outbox::enqueue(conn, message).await?;
        }
        Ok(())
    }
    let parts = services.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                run(&mut tx, &new, &messages).await?;
                if let Some((user, event)) = &told {
                    notifications::tell(&parts, &mut tx, user, event).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await?;
    outbox::wake(services);
    Ok(())
}
