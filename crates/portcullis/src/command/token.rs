//! `portcullis office token`: how machines sign in. Whoever uses a token makes it; the office hears
//! its digest alone.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use anyhow::{Result, anyhow};
use casework::event::Event;
use casework::id::Digest;
use casework::token::Scope;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::json;

use super::desk::{day, id};
use crate::Exit;
use crate::cli::Format;
use crate::cli::office::TokenAction;
use crate::office::{Trouble, look};

/// What every token begins with, so that one that lies where it should not is recognised.
const BEGINNING: &str = "ptk_";

/// Prints a new secret and its digest.
pub(super) fn new(format: Format) -> Result<Exit> {
    let mut random = [0_u8; 32];
    let filled = SystemRandom::new().fill(&mut random);
    filled.map_err(|_| anyhow!("the system gives no random numbers"))?;
    let mut token = BEGINNING.to_owned();
    for byte in random {
        token.push_str(&format!("{byte:02x}"));
    }
    let digest = Digest::of(token.as_bytes());
    let text = match format {
        Format::Json => json!({"token": token, "digest": digest}).to_string(),
        Format::Text => format!("token   {token}\ndigest  {digest}"),
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(Exit::Clear)
}

/// A token is admitted, or taken back.
pub(super) fn event(action: &TokenAction) -> Result<Event, Trouble> {
    match action {
        TokenAction::New => Err(Trouble::Failed("a new token is no event".to_owned())),
        TokenAction::Admit { digest, person, scopes, until } => {
            let scopes: Result<BTreeSet<Scope>, Trouble> =
                scopes.iter().map(|word| scope(word)).collect();
            Ok(Event::TokenAdmitted {
                token: of_token(digest)?,
                person: id("--for", person)?,
                scopes: scopes?,
                until: day("--until", until)?,
            })
        }
        TokenAction::Revoke { digest, why } => {
            Ok(Event::TokenRevoked { token: of_token(digest)?, why: why.clone() })
        }
    }
}

/// The digest of a token. Whoever gives the token itself has shown it to somebody.
fn of_token(text: &str) -> Result<Digest, Trouble> {
    if text.starts_with(BEGINNING) {
        let hint = "make another with `portcullis office token new`, and give its digest";
        return Err(Trouble::bad("this is the token, not its digest", hint));
    }
    let hint = "64 hexadecimal digits, as `portcullis office token new` prints them";
    look::digest(text).map_err(|error| Trouble::bad(error, hint))
}

fn scope(word: &str) -> Result<Scope, Trouble> {
    let known = Scope::ALL.into_iter().find(|scope| scope.word() == word);
    known.ok_or_else(|| {
        let hint = control::problem::did_you_mean(word, Scope::ALL.iter().map(|s| s.word()));
        let hint = hint.unwrap_or_else(|| Scope::ALL.map(Scope::word).join(", "));
        Trouble::bad(format!("`{word}` is no scope"), hint)
    })
}
