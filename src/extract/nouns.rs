//! Former names of functions of [`super::lexicon`].

pub(crate) use super::lexicon::{
    is_auxiliary, is_body_noun as is_body, is_determiner, is_document_noun as is_paper, is_feminine_name as is_she,
    is_group_noun as is_group, is_masculine_name as is_he, is_outlet_noun as is_outlet, is_person_noun as is_role,
    is_preposition, is_speaker_pronoun, is_title,
};
