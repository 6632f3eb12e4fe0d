//! Signatures of webhooks (Standard Webhooks 1.0, the symmetric scheme `v1`).

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// The bytes that a secret may have (Standard Webhooks, "Signature scheme").
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The secret that sender and receiver share. It shows itself nowhere.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// A text that is no secret to sign with. It does not hold the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// It has another form.
    #[error("a secret is written whsec_ and 24 to 64 bytes in Base64")]
    Form,
    /// It is too short to be kept secret, or too long.
    #[error("the secret has {0} bytes; it must have 24 to 64")]
    Length(usize),
}

impl Secret {
    /// Reads a secret as Standard Webhooks writes it: `whsec_` and Base64.
    ///
    /// # Errors
    /// When it has another form or length.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(BadSecret::Form)?;
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| BadSecret::Form)?;
        if LENGTHS.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(BadSecret::Length(bytes.len())) }
    }

    /// The header `webhook-signature` of a message that is sent at `seconds` since 1970.
    pub fn signature(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!());
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_signed_alike() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
        let signature = secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for (text, expected) in [
            ("", BadSecret::Form),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", BadSecret::Form),
            ("whsec_not base64", BadSecret::Form),
            ("whsec_aGVsbG8=", BadSecret::Length(5)),
        ] {
            let refused = Secret::parse(text).unwrap_err();
            assert_eq!(refused, expected, "{text}");
            assert!(!refused.to_string().contains("aGVs"));
        }
        assert_eq!(format!("{:?}", Secret(b"hidden".to_vec())), "Secret");
    }
}
