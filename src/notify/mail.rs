//! New claims as a mail (RFC 5322) as it stands in a mailbox of the form mboxrd.
//!
//! Nothing that an article says stands in a header, and nothing in the body can pass for the beginning of another mail.

use jiff::Timestamp;
use mail_builder::MessageBuilder;

/// A mail of some new claims.
#[derive(Debug, Clone)]
pub struct Mail<'m> {
    /// The id of the delivery; the message id is made of it, so that a mail which is written twice is known.
    pub id: &'m str,
    /// The name of the host that the site is known by.
    pub host: &'m str,
    /// When it is written.
    pub at: Timestamp,
    /// The subject.
    pub subject: &'m str,
    /// The text, with a line feed at the end of each line.
    pub text: &'m str,
}

impl Mail<'_> {
    /// The mail with the line before it and the empty line behind it, as it is added to a mailbox.
    ///
    /// # Errors
    /// Never: it is written to memory.
    pub fn in_mailbox(&self) -> std::io::Result<Vec<u8>> {
        // What is no part of a host's name would end the address.
        let host: String = self.host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
        let host = if host.is_empty() { "localhost" } else { &host };
        let sender = format!("onrecord@{host}");
        let mail = MessageBuilder::new()
            .from(("Onrecord", sender.as_str()))
            .subject(without_controls(self.subject))
            .date(self.at.as_second())
            .message_id(format!("{}@{host}", self.id))
            .text_body(self.text)
            .write_to_vec()?;
        let mut entry = format!("From {sender} {}\n", self.at.strftime("%a %b %e %H:%M:%S %Y")).into_bytes();
        for line in mail.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line);
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            if line[quoted..].starts_with(b"From ") {
                entry.push(b'>');
            }
            entry.extend_from_slice(line);
            entry.push(b'\n');
        }
        entry.push(b'\n');
        Ok(entry)
    }
}

/// A header's text on one line.
fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(subject: &str, text: &str) -> String {
        let at = Timestamp::from_second(1_795_993_500).unwrap();
        let mail = Mail { id: "msg_1", host: "news.example", at, subject, text };
        String::from_utf8(mail.in_mailbox().unwrap()).unwrap()
    }

    #[test]
    fn a_mail_begins_with_its_line_and_ends_with_an_empty_one() {
        let mail = written("2 new claims: boats", "Ida Lund said: boat 1 sank.\n");
        assert!(mail.starts_with("From onrecord@news.example Sun Nov 29 23:05:00 2026\nFrom: "), "{mail}");
        for line in ["Subject: 2 new claims: boats\n", "Message-ID: <msg_1@news.example>\n", "\n\nIda Lund said"] {
            assert!(mail.contains(line), "{line}: {mail}");
        }
        assert!(mail.ends_with("\n\n") && !mail.contains('\r'), "{mail:?}");
    }

    #[test]
    fn no_line_of_the_text_begins_another_mail() {
        let mail = written("x", "From here on, nothing.\n>From there.\n>>From far away.\nFromage\n");
        for line in ["\n>From here on", "\n>>From there", "\n>>>From far away", "\nFromage"] {
            assert!(mail.contains(line), "{line:?}: {mail}");
        }
        assert_eq!(mail.lines().filter(|line| line.starts_with("From ")).count(), 1);
    }

    #[test]
    fn a_subject_is_one_header() {
        let mail = written("boats\r\nBcc: all@news.example\n\nFrom here", "x\n");
        let (head, _) = mail.split_once("\n\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(!written("Лодки “тонут”", "x\n").split_once("\n\n").unwrap().0.contains('Л'), "headers are ASCII");
    }

    #[test]
    fn long_lines_and_other_letters_fit_into_a_mail() {
        let mail = written("x", &format!("{} “Лодки”\n", "word ".repeat(500)));
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() < 998), "{mail}");
    }
}
