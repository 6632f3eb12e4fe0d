//! The forms in which new claims are sent: a signed message for a webhook, and a mail in a mailbox.
//!
//! What was sent, and what is to be sent, the store knows (`store/write/notify.rs`); `cli/notify/` sends it.

mod mail;
mod mailbox;
mod message;
mod signature;

pub use mail::Mail;
pub use mailbox::append;
pub use message::{Data, Message, SearchTold};
pub use signature::{BadSecret, Secret};
