//! The parties of an article: those who speak, and those through whom a statement came.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Slug, UnknownWord};

/// The kind of a party.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum SourceKind {
    /// One named person.
    Person,
    /// A ministry, army, company, party, aid group.
    Organisation,
    /// A state that speaks, also through its capital ("Kyiv says").
    Government,
    /// A news outlet or agency.
    Media,
    /// Several people without names ("residents", "experts").
    Group,
    /// A source whose name the article keeps back ("a military intelligence source").
    Unnamed,
    /// A channel a statement came through (only in `via`).
    Channel,
}

impl SourceKind {
    /// Every kind that a source may have, in the order pages list them.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Organisation, Self::Government, Self::Media, Self::Group, Self::Unnamed];

    /// Ranks kinds for an address that two sources of one name ask for: the lower rank gets it. So a name that is taken
    /// for a person's by mistake never takes the address of the body that bears it.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Government => 0,
            Self::Organisation => 1,
            Self::Media => 2,
            Self::Channel => 3,
            Self::Person => 4,
            Self::Group => 5,
            Self::Unnamed => 6,
        }
    }

    /// The word used in JSON, addresses and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Government => "government",
            Self::Media => "media",
            Self::Group => "group",
            Self::Unnamed => "unnamed",
            Self::Channel => "channel",
        }
    }
}

impl std::str::FromStr for SourceKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| UnknownWord::new("kind", word))
    }
}

/// The facts that the registry has of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its address under `/sources/`.
    pub slug: Slug,
    /// Its name there.
    pub name: String,
    /// Its Wikidata id, where the registry has a source for one.
    pub wikidata: Option<String>,
    /// ISO 3166-1 alpha-2: the state, or where it is at home.
    pub country: Option<String>,
    /// Its other names, and the hosts an outlet prints at.
    pub names: Vec<String>,
}

/// How surely a party is the same one in other articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// An entry of the registry.
    Registry(Arc<Registered>),
    /// Known by a name that carries over: the same full name elsewhere is taken for the same party.
    Name,
    /// Only this article's: a bare surname, or a source without a name.
    Article,
}

/// A source, a further source, or a link of the chain, after mentions were resolved inside the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The fullest name the article gives ("John Kirby"), a state's as the registry has it ("Ukraine"); for unnamed
    /// sources their description without article ("military intelligence source").
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The role as printed ("US National Security Council spokesman").
    pub role: Option<String>,
    /// The words that name the party at this place; `None` where the speaker is carried over.
    pub mention: Option<String>,
    /// How surely it is known across articles.
    pub identity: Identity,
}

impl Party {
    /// The name that carries over: the registry's where it has one, else that of the article.
    pub fn lasting_name(&self) -> &str {
        self.registered().map_or(&self.name, |facts| &facts.name)
    }

    /// The facts that the registry has; `None` for a party that is no entry of it.
    pub fn registered(&self) -> Option<&Registered> {
        match &self.identity {
            Identity::Registry(facts) => Some(facts),
            Identity::Name | Identity::Article => None,
        }
    }
}
