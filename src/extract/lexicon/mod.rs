//! The words that rules ask for, class by class. The words stand in the `.tsv` files beside this one, whose heads say what
//! each class means; a word has one line, with all its classes.
//!
//! Every function takes a word in small letters, unless it says otherwise.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon::{class_of, word_classes};

word_classes! {
    /// Nouns and titles by which parties are named.
    NOUNS in "src/extract/lexicon/nouns.tsv"
        with ["military_rank", "clergy", "nobility", "occupation", "person_noun"];
    /// One person by a relation to another ("widow").
    pub(crate) fn is_kin = "kinship";
    /// One person by an office, a mandate or a function ("minister").
    pub(crate) fn is_office = "office";
    /// Several persons or bodies without names ("residents").
    pub(crate) fn is_group_noun = "group_noun";
    /// The plural of an office or a rank ("presidents").
    pub(crate) fn is_plural_person = "plural_person";
    /// Several named as one ("crowd").
    pub(crate) fn is_collective = "collective";
    /// A word of a title before a name, also one that only qualifies an office ("foreign").
    pub(crate) fn is_title = "title";
    /// A word of a title right after which a name may stand ("president").
    pub(crate) fn is_title_head = "title_head";
    /// "Mr" and its like, which tell nothing of an office.
    pub(crate) fn is_courtesy_title = "courtesy_title";
    /// "Assistant", "vice": makes another office of the one behind it.
    pub(crate) fn is_second_in_office = "second_in_office";
    /// "Former": says of an office that it is over.
    pub(crate) fn is_past_marker = "past_marker";
    /// An office that is hardly ever a family name.
    pub(crate) fn is_bare_office = "bare_office";
    /// A title of a man.
    pub(crate) fn is_masculine_title = "masculine_title";
    /// A title of a woman.
    pub(crate) fn is_feminine_title = "feminine_title";
    /// A noun for a man.
    pub(crate) fn is_masculine_noun = "masculine_noun";
    /// A noun for a woman.
    pub(crate) fn is_feminine_noun = "feminine_noun";
    /// Takes up a politician again ("the lawmaker").
    pub(crate) fn recalls_politics = "recalls_politics";
    /// Takes up one of the press again ("the reporter").
    pub(crate) fn recalls_press = "recalls_press";
    /// Takes up a scholar again ("the historian").
    pub(crate) fn recalls_academia = "recalls_academia";
    /// Takes up a soldier again ("the veteran").
    pub(crate) fn recalls_military = "recalls_military";
    /// Takes up an artist again ("the comedian").
    pub(crate) fn recalls_stage = "recalls_stage";
    /// Takes up an athlete again ("the striker").
    pub(crate) fn recalls_sport = "recalls_sport";
    /// Takes up one of business again ("the tycoon").
    pub(crate) fn recalls_business = "recalls_business";
    /// Takes up anybody again ("the pensioner").
    pub(crate) fn recalls_any_field = "recalls_any_field";
    /// A further word of a politician's role.
    pub(crate) fn works_in_politics = "works_in_politics";
    /// A further word of a role in the press.
    pub(crate) fn works_in_press = "works_in_press";
    /// A further word of a scholar's role.
    pub(crate) fn works_in_academia = "works_in_academia";
    /// A further word of a soldier's role.
    pub(crate) fn works_in_military = "works_in_military";
    /// A further word of an artist's role.
    pub(crate) fn works_in_stage = "works_in_stage";
    /// A further word of a role in business.
    pub(crate) fn works_in_business = "works_in_business";
    /// Ends like a trade and names no person ("border").
    pub(crate) fn is_no_trade = "not_a_trade";
    /// An organisation, an institution or a part of one ("ministry").
    pub(crate) fn is_body_noun = "body_noun";
    /// A body that states have one of ("navy").
    pub(crate) fn is_state_body = "state_body";
    /// Qualifies a state body ("armed").
    pub(crate) fn is_body_modifier = "body_modifier";
    /// Takes up an organisation again ("the group").
    pub(crate) fn is_general_body = "general_body";
    /// A medium, or a word that ends the names of media ("newspaper", "herald").
    pub(crate) fn is_outlet_noun = "outlet_noun";
    /// Takes up an outlet again ("the paper").
    pub(crate) fn is_general_outlet = "general_outlet";
    /// A word for the government of a state ("administration").
    pub(crate) fn is_government = "government_noun";
    /// An outlet without a name of its own ("state TV").
    pub(crate) fn is_unnamed_outlet = "unnamed_outlet";
    /// Something on the air whose name stands before it ("programme").
    pub(crate) fn is_programme = "programme";
    /// A document that speaks for those who wrote it, in the singular ("report").
    pub(crate) fn is_document_noun = "document_noun";
    fn is_document_form = "document_form";
    /// A document in which one party speaks ("statement").
    pub(crate) fn is_statement_noun = "statement_noun";
    /// A document that "of" joins to its author ("copy").
    pub(crate) fn is_version_noun = "version_noun";
    fn is_spoken_utterance = "utterance_noun";
    /// An utterance that "to" joins to whom it was addressed ("comments").
    pub(crate) fn is_spoken_to_noun = "spoken_to_noun";
    /// Shows and does not speak ("footage").
    pub(crate) fn is_picture = "picture";
    /// What parliaments pass ("bill").
    pub(crate) fn is_legislation = "legislation";
    fn names_portfolio = "portfolio";
    /// A word of maps, treaties and games, which ends no person's name ("oblast").
    pub(crate) fn is_place_noun = "place_noun";
    /// A word of the names of firms and other bodies ("holdings", "advice").
    pub(crate) fn is_business_word = "business_word";
    /// A word of the names of events and prizes ("festival").
    pub(crate) fn is_event_word = "event_word";
    /// A point of the compass ("southern").
    pub(crate) fn is_direction = "direction";
    /// A measure, a date or a part ("percent").
    pub(crate) fn is_measure_noun = "measure_noun";
    /// A heading of a page that is often printed right against the next word ("politics").
    pub(crate) fn is_page_section = "page_section";
}

word_classes! {
    /// Given names that tell he from she.
    GIVEN_NAMES in "src/extract/lexicon/given_names.tsv" with [];
    /// A woman's given name.
    pub(crate) fn is_feminine_name = "feminine";
    /// A man's given name.
    pub(crate) fn is_masculine_name = "masculine";
}

word_classes! {
    /// Parts of names.
    NAMES in "src/extract/lexicon/names.tsv" with ["state_adjective"];
    /// A small word inside a name ("van", "bin").
    pub(crate) fn is_particle = "particle";
    /// A particle that may open a family name and is no given name.
    pub(crate) fn is_leading_particle = "leading_particle";
    /// The Arabic article before a hyphen ("al").
    pub(crate) fn is_arabic_article = "arabic_article";
    /// A family name that stands before the given names ("kim").
    pub(crate) fn is_family_name_first = "family_name_first";
    /// "Jr.", "III": part of a name, but not the family name.
    pub(crate) fn is_generational_suffix = "generational_suffix";
    /// A member of a party, before a name ("Democrat").
    pub(crate) fn is_party_word = "party_word";
    /// Letters behind a name, for a seat, an order or a degree; as printed ("MP").
    pub(crate) fn is_postnominal = "postnominal";
    /// A state or a union of states in short; as printed ("U.S.").
    pub(crate) fn is_state_abbreviation = "state_abbreviation";
}

word_classes! {
    /// Words of grammar.
    FUNCTION_WORDS in "src/extract/lexicon/function_words.tsv" with [];
    /// A preposition that may stand inside a noun phrase.
    pub(crate) fn is_inner_preposition = "inner_preposition";
    fn is_other_preposition = "preposition";
    /// A single name behind it is a place ("near").
    pub(crate) fn is_place_preposition = "place_preposition";
    /// An article, a possessive, a demonstrative or a quantifier.
    pub(crate) fn is_determiner = "determiner";
    /// A pronoun that stands for whoever speaks.
    pub(crate) fn is_speaker_pronoun = "speaker_pronoun";
    fn is_other_pronoun = "other_pronoun";
    /// Stands for nobody who could be named ("everyone").
    pub(crate) fn is_nobody = "nobody";
    /// A finite auxiliary verb.
    pub(crate) fn is_auxiliary = "auxiliary";
    /// Behind "both" or "the two": states named before ("nations").
    pub(crate) fn is_states_noun = "states_noun";
    /// Counts those whom a noun names ("several").
    pub(crate) fn is_counting_word = "counting_word";
    /// Has its capital from the head of a sentence and begins no name ("Meanwhile").
    pub(crate) fn is_sentence_opener = "sentence_opener";
    /// Begins a clause ("because").
    pub(crate) fn is_clause_opener = "clause_opener";
    /// Opens a clause of time or concession at the head of a sentence ("when").
    pub(crate) fn is_temporal_subordinator = "temporal_subordinator";
    /// Before a subject, makes what it says a condition ("unless").
    pub(crate) fn is_conditional = "conditional";
    /// Opens an indirect question ("whether").
    pub(crate) fn is_question_word = "question_word";
    /// Ends the head of a noun phrase ("familiar", "who").
    pub(crate) fn ends_head = "head_end";
    /// Stands before a role between commas and is no part of it.
    pub(crate) fn stands_before_role = "before_role";
    /// Ends a role that follows a name.
    pub(crate) fn ends_role = "after_role";
    /// Stands between a name and its verb and belongs to the verb ("later").
    pub(crate) fn is_time_adverb = "time_adverb";
    /// Stands within a passive verb ("now").
    pub(crate) fn is_verb_adverb = "verb_adverb";
    /// Stands between a subject and its verb ("then").
    pub(crate) fn is_subject_adverb = "subject_adverb";
    /// Stands between "that" and the verb whose subject it is ("just").
    pub(crate) fn is_focus_adverb = "focus_adverb";
    /// "Of" behind it names many ("a series of").
    pub(crate) fn is_quantity_noun = "quantity_noun";
    /// Stands before a share of many ("nearly").
    pub(crate) fn is_approximator = "approximator";
}

word_classes! {
    /// Verbs, participles and nouns around attributions.
    ATTRIBUTION in "src/extract/lexicon/attribution_words.tsv" with [];
    /// A verb whose object is whom it was told ("told").
    pub(crate) fn is_telling_verb = "telling_verb";
    /// "As saying" behind it makes the subject of its passive speak ("quoted").
    pub(crate) fn is_quoting_participle = "quoting_participle";
    /// "By" behind it names who passed the words on ("quoted").
    pub(crate) fn is_relaying_participle = "relaying_participle";
    /// "By" behind it names who passed the words on where that is an outlet ("published").
    pub(crate) fn is_publishing_participle = "publishing_participle";
    /// A channel follows it behind "on", "to" or "via" ("post").
    pub(crate) fn is_posting_word = "posting_word";
    /// "By" behind it names people who passed the words of another on ("shared").
    pub(crate) fn passes_on = "passing_participle";
    /// "In" or "for" behind it names an outlet that printed the words ("writing").
    pub(crate) fn is_writing_word = "writing_word";
    /// Behind "is" it tells what others say or think of the subject ("believed").
    pub(crate) fn is_passive_participle = "passive_participle";
    /// With "it" as its subject it stands for nobody ("emerged").
    pub(crate) fn is_impersonal_verb = "impersonal_verb";
    /// A person's other name follows it ("callsign").
    pub(crate) fn is_naming_noun = "naming_noun";
    /// A verb by which a toll is given ("put").
    pub(crate) fn is_toll_verb = "toll_verb";
    /// A toll verb whose object is what was lost ("verified 41 deaths").
    pub(crate) fn counts_losses = "loss_counting_verb";
    /// A number that is given ("toll").
    pub(crate) fn is_toll_noun = "toll_noun";
    /// What a toll counts ("deaths").
    pub(crate) fn is_loss_noun = "loss_noun";
    /// Behind a toll, a number follows it ("stands").
    pub(crate) fn is_standing_verb = "standing_verb";
    /// Hardly ever means anything but saying ("told").
    pub(crate) fn is_saying_verb = "saying_verb";
    /// Its object is called something ("declared the road closed").
    pub(crate) fn is_calling_verb = "calling_verb";
    /// Tells what is thought of its object ("condemned").
    pub(crate) fn is_condemning_verb = "condemning_verb";
    /// Only names what is spoken of ("mention").
    pub(crate) fn is_topic_cue = "topic_cue";
    /// Makes another do something ("let").
    pub(crate) fn is_causative_verb = "causative_verb";
    /// A verb whose subject a "that" before it may be ("makes").
    pub(crate) fn is_verb_of_that = "verb_of_that";
    /// What is done to documents ("posted").
    pub(crate) fn is_document_participle = "document_participle";
    /// Behind a document, "by" names who saw it ("obtained").
    pub(crate) fn is_viewing_participle = "viewing_participle";
}

word_classes! {
    /// What a person with a role is called again.
    ROLE_SYNONYMS in "src/extract/lexicon/role_synonyms.tsv" with ["role"];
}

word_classes! {
    /// Channels that statements are posted on.
    CHANNELS in "src/extract/lexicon/channels.tsv" with ["channel"];
    /// Where words stand, and nobody who passes them on ("website").
    pub(crate) fn is_platform_noun = "platform_noun";
    /// Says whose an outlet is, before what it is ("state-run").
    pub(crate) fn is_outlet_modifier = "outlet_modifier";
}

/// The classes of nouns for one person.
const PERSON_CLASSES: [&str; 7] =
    ["office", "military_rank", "clergy", "nobility", "occupation", "kinship", "person_noun"];

/// One person by office, rank, trade, relation or otherwise ("minister", "widow", "resident").
pub(crate) fn is_person_noun(word: &str) -> bool {
    static ALL: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| PERSON_CLASSES.iter().flat_map(|class| NOUNS.entries(class)).collect());
    ALL.contains(word)
}

/// A title or office right after which a name may stand. A driver or a host is no title.
pub(crate) fn ends_title(word: &str) -> bool {
    is_title_head(word) || (is_person_noun(word) && !matches!(word, "host" | "driver"))
}

/// A word of a title or office, wherever in it.
pub(crate) fn is_title_word(word: &str) -> bool {
    ends_title(word) || is_title(word)
}

/// What an office may be for ("affairs", "defence").
pub(crate) fn is_portfolio(word: &str) -> bool {
    names_portfolio(word) || (is_title(word) && !ends_title(word))
}

/// Documents that "say" something for those who wrote them, one or several, and parts of them. "Notes" and the like
/// are other things in the plural.
pub(crate) fn is_document(word: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    is_document_noun(word)
        || (is_document_noun(single) && !matches!(single, "note" | "account" | "page" | "book"))
        || is_document_form(word)
}

/// Words that someone's own words are named by ("report", "remarks").
pub(crate) fn is_utterance(word: &str) -> bool {
    is_document_noun(word) || is_spoken_utterance(word)
}

/// A given name that tells he or she.
pub(crate) fn is_given_name(word: &str) -> bool {
    is_masculine_name(word) || is_feminine_name(word)
}

/// A preposition, inside a noun phrase or before an adverbial.
pub(crate) fn is_preposition(word: &str) -> bool {
    is_inner_preposition(word) || is_other_preposition(word)
}

/// A pronoun or a determiner, which stands alone like one.
pub(crate) fn is_pronoun(word: &str) -> bool {
    is_determiner(word) || is_speaker_pronoun(word) || is_other_pronoun(word)
}

/// The adjective of a state, named as the registry does, that no ending makes ("French").
pub(crate) fn state_adjective(state: &str) -> Option<&'static str> {
    class_of!(NAMES, "state_adjective").value(state)
}

/// Words of the roles that a noun behind "the" may stand for, beside itself: "president" for "leader".
pub(crate) fn role_synonyms(noun: &str) -> impl Iterator<Item = &'static str> {
    class_of!(ROLE_SYNONYMS, "role").value(noun).into_iter().flat_map(|words| words.split(' '))
}

/// The name of the channel that a word means.
pub(crate) fn channel(word: &str) -> Option<&'static str> {
    class_of!(CHANNELS, "channel").value(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_used() {
        for lexicon in [&NOUNS, &GIVEN_NAMES, &NAMES, &FUNCTION_WORDS, &ATTRIBUTION, &ROLE_SYNONYMS, &CHANNELS] {
            LazyLock::force(lexicon);
        }
    }

    #[test]
    fn a_word_has_one_line_in_a_file() {
        for file in [
            include_str!("nouns.tsv"),
            include_str!("given_names.tsv"),
            include_str!("names.tsv"),
            include_str!("function_words.tsv"),
            include_str!("attribution_words.tsv"),
        ] {
            let mut words = HashSet::new();
            for word in file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(1)) {
                assert!(words.insert(word), "{word} stands twice: name its classes in one line");
            }
        }
    }

    #[test]
    fn a_noun_for_one_person_is_of_one_class_of_persons() {
        let mut words = HashSet::new();
        for word in PERSON_CLASSES.iter().flat_map(|class| NOUNS.entries(class)) {
            assert!(words.insert(word), "{word} is of two classes of persons");
        }
    }
}
