//! Claims made by chance.

use super::super::Document;

/// A source of numbers that is the same in every run (xorshift, Marsaglia 2003).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    pub(super) fn some(&mut self, end: u64, most: u64) -> Vec<u64> {
        (0..self.below(most + 1)).map(|_| self.below(end)).collect()
    }
}

pub(super) const WORDS: [&str; 12] =
    ["bridge", "bridges", "ferry", "cease-fire", "ceasefire", "1,200", "U.N.", "Château", "mined", "the", "at", "dawn"];

fn text(random: &mut Random, most: u64) -> String {
    let words: Vec<&str> = (0..random.below(most) + 1).map(|_| WORDS[random.below(12) as usize]).collect();
    words.join(" ")
}

pub(super) fn documents(random: &mut Random, count: u64) -> Vec<Document> {
    let document = |claim| {
        let first = 100 + random.below(50);
        let days = (first, first + random.below(5));
        let listed: Vec<u64> = random.some(9, 2);
        Document {
            claim,
            article: claim / 7,
            origin: claim / 14,
            place: random.below(1000),
            content: text(random, 6),
            names: text(random, 2),
            title: text(random, 3),
            said: random.below(3) * (100 + random.below(50)),
            published: random.below(5) * (100 + random.below(9)),
            loaded: random.below(4),
            days: (random.below(4) > 0).then_some(days),
            by_publication: random.below(2) == 0,
            publisher: Some(random.below(5)).filter(|row| *row > 0),
            sources: listed.iter().copied().chain(random.some(30, 1)).collect(),
            listed_sources: listed,
            via: random.some(6, 1),
            kinds: random.some(6, 2),
            countries: random.some(4, 1),
            stance: random.below(11),
            quotation: random.below(3),
            has: random.some(3, 3),
            confidence: Some(random.below(1_000_000)).filter(|millionths| *millionths > 200_000),
            mentions: random.some(9, 2).into_iter().map(|source| (source, text(random, 2))).collect(),
            roles: random.some(9, 1).into_iter().map(|source| (source, text(random, 1))).collect(),
        }
    };
    (1..=count).map(document).collect()
}
