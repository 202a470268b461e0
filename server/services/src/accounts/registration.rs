//! New accounts: by registering, by the first admin's link, by the command line.

use super::sessions::{Grant, Opening};
use super::{Services, VERIFY_SECONDS, email_taken, passwords, token_invalid};
use crate::config::Limit;
use crate::context::Caller;
use crate::error::{Failure, Result};
use crate::limits::prefix;
use crate::mail::{Letter, Mail};
use crate::{outbox, secrets};
use landinghub::account::{AccountStatus, Email, Locale, Password, PersonName, Role, Theme};
use landinghub::api::{Registration, User};
use landinghub::{Fields, Id, Problem, Timestamp};
use landinghub_store::accounts::{self as store, Account, NewAccount};
use landinghub_store::audit;
use landinghub_store::settings;
use landinghub_store::tokens::{self, NewToken, TokenKind};

/// The setting that holds the id of whoever used the first admin's link.
const FIRST_ADMIN: &str = "first_admin";

struct Valid {
    name: PersonName,
    email: Email,
    password: Password,
}

/// Checks all fields and names every wrong one.
fn validate(name: &str, email: &str, password: &str) -> Result<Valid, Problem> {
    match (PersonName::try_from(name), Email::try_from(email), Password::new("password", password)) {
        (Ok(name), Ok(email), Ok(password)) => Ok(Valid { name, email, password }),
        (name, email, password) => {
            let problems = [name.err(), email.err(), password.err()];
            Err(Problem::fields(
                problems.into_iter().flatten().flat_map(|problem| problem.fields).collect::<Fields>(),
            ))
        }
    }
}

/// Makes an account, opens its first session, and mails the link that verifies its address.
pub async fn register(services: &Services, caller: &Caller, input: Registration) -> Result<Grant> {
    let valid = validate(&input.name, &input.email, input.password.expose())?;
    services.limits.check(Limit::REGISTER_PREFIX, &prefix(caller.ip))?;
    let first_admin = match &input.admin_token {
        Some(token) if secrets::same(token.expose(), &admin_token(services)?) => true,
        Some(_) => return Err(token_invalid()),
        None => false,
    };
    // A look ahead spares the hash; the unique index decides.
    let mut reader = services.store.read().await?;
    if store::find_by_email(&mut reader.conn(), valid.email.as_str()).await?.is_some() {
        return Err(email_taken(landinghub_store::Error::Unique { rule: "users_email".to_owned() }));
    }
    drop(reader);
    let hash = passwords::hash(services, valid.password).await?;
    let role = if first_admin { Role::Admin } else { Role::User };
    let new = NewAccount {
        id: Id::random(&*services.rng),
        email: valid.email.as_str().to_owned(),
        email_verified_at: None,
        name: valid.name.as_str().to_owned(),
        password_hash: hash,
        role,
        locale: caller.locale,
        created_at: services.now(),
    };
    let account = made(&new);
    let opening = Opening::new(services, caller, &new.id);
    let (token, message) = verification(services, &account)?;
    let opening = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if first_admin
                    && (store::count_admins(&mut tx).await? > 0
                        || !settings::insert_once(&mut tx, FIRST_ADMIN, &new.id).await?)
                {
                    return Err(token_invalid());
                }
                store::insert(&mut tx, &new).await.map_err(email_taken)?;
                opening.insert(&mut tx).await?;
                tokens::insert(&mut tx, &token).await?;
                outbox::enqueue(&mut tx, &message).await?;
                Ok::<_, Failure>(opening)
            })
        })
        .await?;
    outbox::wake(services);
    tracing::info!(user_id = account.id, role = role.as_str(), "somebody registered");
    opening.grant(services, caller, account)
}

/// A verification token of the account's address and the mail that takes it there.
pub(super) fn verification(services: &Services, account: &Account) -> Result<(NewToken, outbox::Message)> {
    let token = Id::token::<16>(&*services.rng);
    let now = services.now();
    let new = NewToken {
        hash: secrets::hash(&token),
        user_id: Some(account.id.clone()),
        kind: TokenKind::Verify,
        email: account.email.clone(),
        created_at: now,
        expires_at: now.plus_seconds(VERIFY_SECONDS),
    };
    let mail = Mail {
        to: account.email.clone(),
        name: account.name.clone(),
        locale: account.locale,
        letter: Letter::Verify { token },
    };
    Ok((new, mail.message(services)?))
}

/// Makes an admin whose address counts as verified; `email_taken` where the address has an account.
/// For the command line: whoever may run it may do this.
pub async fn create_admin(services: &Services, email: &str, name: &str, password: &str) -> Result<User> {
    let valid = validate(name, email, password)?;
    let hash = passwords::hash(services, valid.password).await?;
    let now = services.now();
    let new = NewAccount {
        id: Id::random(&*services.rng),
        email: valid.email.as_str().to_owned(),
        email_verified_at: Some(now),
        name: valid.name.as_str().to_owned(),
        password_hash: hash,
        role: Role::Admin,
        locale: Locale::default(),
        created_at: now,
    };
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: "cli".to_owned(),
        action: "user.admin_created",
        target: new.id.clone(),
        detail: "{}".to_owned(),
    };
    let account = made(&new);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &new).await.map_err(email_taken)?;
                audit::insert(&mut tx, &entry).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(super::user(account))
}

/// The token that makes whoever registers with it the first admin; `None` once there has been one.
/// It belongs in a link on the operator's terminal: `{BASE_URL}/auth/register?admin={token}`.
pub async fn first_admin_token(services: &Services) -> Result<Option<String>> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    if store::count_admins(&mut conn).await? > 0 || settings::get(&mut conn, FIRST_ADMIN).await?.is_some() {
        return Ok(None);
    }
    admin_token(services).map(Some)
}

fn admin_token(services: &Services) -> Result<String> {
    secrets::derive(&services.config.jwt_secret, "first-admin", b"")
}

/// The account as the database will have it.
fn made(new: &NewAccount) -> Account {
    Account {
        id: new.id.clone(),
        email: new.email.clone(),
        email_verified_at: new.email_verified_at,
        name: new.name.clone(),
        password_hash: new.password_hash.clone(),
        role: new.role,
        status: AccountStatus::Active,
        locale: new.locale,
        theme: Theme::default(),
        avatar_url: None,
        created_at: Timestamp(new.created_at.0),
    }
}
