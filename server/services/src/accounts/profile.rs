//! One's own profile and password.

use super::{Services, access, login, passwords, user};
use crate::context::{Actor, Caller};
use crate::error::{Failure, Result};
use crate::mail::{Letter, Mail};
use crate::{notifications, outbox};
use landinghub::account::{Locale, Password, PersonName, Theme};
use landinghub::api::{PasswordChange, ProfileChange, User};
use landinghub::notify::{Alarm, Event};
use landinghub::{Code, Fields, Id, Problem};
use landinghub_store::accounts::{self as store, Account};
use landinghub_store::tokens::{self, TokenKind};
use landinghub_store::{Conn, sessions};

/// The caller's account.
pub async fn me(services: &Services, caller: &Caller) -> Result<User> {
    Ok(user(own(services, caller.actor()?).await?))
}

/// The actor's row; an account that has gone has no sessions either.
pub(super) async fn own(services: &Services, actor: &Actor) -> Result<Account> {
    let mut reader = services.store.read().await?;
    Ok(store::find(&mut reader.conn(), &actor.user_id).await?.ok_or(Code::SessionEnded)?)
}

/// Changes name, language and theme, as far as they are given.
pub async fn update_profile(services: &Services, caller: &Caller, change: ProfileChange) -> Result<User> {
    let user_id = caller.actor()?.user_id.clone();
    let mut wrong = Fields::new();
    let name = change.name.as_deref().and_then(|name| match PersonName::try_from(name) {
        Ok(name) => Some(name),
        Err(problem) => {
            wrong.extend(problem.fields);
            None
        }
    });
    let locale = change.locale.as_deref().and_then(|word| {
        let locale = Locale::parse(word);
        if locale.is_none() {
            wrong.insert("locale".to_owned(), "Choose en, vi or th.".to_owned());
        }
        locale
    });
    let theme = change.theme.as_deref().and_then(|word| {
        let theme = Theme::parse(word);
        if theme.is_none() {
            wrong.insert("theme".to_owned(), "Choose system, light or dark.".to_owned());
        }
        theme
    });
    if !wrong.is_empty() {
        return Err(Problem::fields(wrong).into());
    }
    let now = services.now();
    let account = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let name = name.as_ref().map(PersonName::as_str);
                Ok::<_, Failure>(store::update_profile(&mut tx, &user_id, name, locale, theme, now).await?)
            })
        })
        .await?;
    Ok(user(account.ok_or(Code::SessionEnded)?))
}

/// Sets another password, ends the account's other sessions, and tells the owner.
pub async fn change_password(services: &Services, caller: &Caller, input: PasswordChange) -> Result<()> {
    let actor = caller.actor()?;
    let password = Password::new("password", input.password.expose())?;
    let account = own(services, actor).await?;
    login::confirm(services, caller, &account, input.current_password.expose()).await?;
    let hash = passwords::hash(services, password).await?;
    let change = SetPassword::new(services, account, hash, Some(actor.session_id.clone()))?;
    let ended =
        services.store.write(move |mut tx| Box::pin(async move { change.run(&mut tx).await })).await?;
    finish(services, &ended);
    Ok(())
}

/// A new password with everything that goes with it: other sessions end, links that were mailed before no longer
/// work, the owner is told.
pub(super) struct SetPassword {
    services: Services,
    account: Account,
    hash: String,
    keep: Option<String>,
    message: outbox::Message,
    now: landinghub::Timestamp,
}

impl SetPassword {
    /// `keep` is the session that stays.
    pub(super) fn new(
        services: &Services,
        account: Account,
        hash: String,
        keep: Option<String>,
    ) -> Result<Self> {
        let mail = Mail {
            to: account.email.clone(),
            name: account.name.clone(),
            locale: account.locale,
            letter: Letter::PasswordChanged,
        };
        let message = mail.message(services)?;
        Ok(Self { services: services.clone(), message, account, hash, keep, now: services.now() })
    }

    /// Answers the sessions that ended.
    pub(super) async fn run(self, conn: &mut Conn<'_>) -> Result<Vec<String>> {
        let id = &self.account.id;
        store::set_password(conn, id, &self.hash, self.now).await?;
        tokens::drop_kind(conn, id, TokenKind::Reset).await?;
        tokens::drop_kind(conn, id, TokenKind::Change).await?;
        outbox::enqueue(conn, &self.message).await?;
        let step = Id::random(&*self.services.rng);
        let changed = Event::Security { alarm: Alarm::PasswordChanged, detail: String::new(), step };
        notifications::tell(&self.services, conn, id, &changed).await?;
        Ok(sessions::end_all(conn, id, self.keep.as_deref(), self.now).await?)
    }
}

/// After the commit: ended sessions are no longer believed, and the mail goes out.
pub(super) fn finish(services: &Services, ended: &[String]) {
    for id in ended {
        access::look_again(services, id);
    }
    outbox::wake(services);
}
