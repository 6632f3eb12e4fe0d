//! Chooses the blocks of a page that form its article. Readability finds where the article is; the rules here then drop
//! what it includes wrongly and add what it misses.

use std::collections::{HashMap, HashSet};

use dom_smoothie::Readability;

use super::blocks::{Block, Kind, Page};
use super::{boilerplate, dates, notes};
use crate::ingest::fragment::INDENT;

/// The attribute that identifies an element after Readability has changed the page.
const MARK: &str = "data-block-of-page";

/// The facts from the head of a page that help to find its text.
#[derive(Debug, Default)]
pub(super) struct Hints<'a> {
    pub(super) title: Option<&'a str>,
    /// The lead (introductory paragraph) from the head of the page.
    pub(super) description: Option<&'a str>,
}

/// The article of a page.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The paragraphs, separated by blank lines; empty if there is no article.
    pub(super) text: String,
    /// The index of its first block.
    pub(super) first: usize,
    /// Whether the page shows only the beginning and asks the reader to subscribe for the rest.
    pub(super) is_cut: bool,
}

/// Returns the article of a page.
pub(super) fn read(readability: &mut Readability, page: &Page, hints: &Hints) -> Body {
    let beside = beside(page);
    let found = survivors(readability, page, &beside);
    let (chosen, is_cut) = choose(page, &found, &beside, hints);
    Body { text: text(page, &chosen), first: chosen.iter().min().copied().unwrap_or(page.blocks.len()), is_cut }
}

/// Returns the text of the chosen blocks. Block quotations are set in, unless most of the text is one: then the page only
/// uses the element for its looks.
fn text(page: &Page, chosen: &[usize]) -> String {
    let blocks = || chosen.iter().map(|index| &page.blocks[*index]);
    let size = |quoted: bool| -> usize {
        blocks().filter(|block| !quoted || block.kind == Kind::Quote).map(|block| block.text.len()).sum()
    };
    let sets_in = size(true) * 2 < size(false);
    let texts = blocks().map(|block| match block.kind {
        Kind::Quote if sets_in => format!("{INDENT}{}", block.text.replace('\n', &format!("\n{INDENT}"))),
        _ => block.text.clone(),
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

/// Returns, for each element, whether Readability keeps it in the article.
///
/// Elements whose names alone put them outside the article are removed first, which saves Readability time.
fn survivors(readability: &mut Readability, page: &Page, beside: &[bool]) -> Vec<bool> {
    let mut found = vec![false; page.elements.len()];
    let with_text: HashSet<usize> = page.blocks.iter().map(|block| block.element).collect();
    for index in &with_text {
        if let Some(node) = readability.doc.tree.get(&page.elements[*index].node) {
            node.set_attr(MARK, &index.to_string());
        }
    }
    for (index, element) in page.elements.iter().enumerate().skip(1) {
        if beside[index]
            && !beside[element.parent]
            && boilerplate::is_beside_by_name(element.beside)
            && let Some(node) = readability.doc.tree.get(&element.node)
        {
            node.remove_from_parent();
        }
    }
    let Ok(article) = readability.parse() else { return found };
    let mark = format!("{MARK}=\"");
    for piece in article.content.split(mark.as_str()).skip(1) {
        let number = piece.split('"').next().and_then(|number| number.parse::<usize>().ok());
        if let Some(found) = number.and_then(|number| found.get_mut(number)) {
            *found = true;
        }
    }
    found
}

/// Returns the blocks of the article, and whether a paywall cuts it off.
fn choose(page: &Page, found: &[bool], beside: &[bool], hints: &Hints) -> (Vec<usize>, bool) {
    let everything = vec![true; page.elements.len()];
    let found = if found.contains(&true) { found } else { &everything };
    let chosen = choose_without(page, found, beside, hints);
    // If the classes mislead, they remove most of what Readability found: then choose again without them.
    let prose = |kept: &dyn Fn(usize, &Block) -> bool| -> usize {
        let blocks = page.blocks.iter().enumerate().filter(|(index, block)| block.is_prose() && kept(*index, block));
        blocks.map(|(_, block)| block.text.len()).sum()
    };
    let left: HashSet<usize> = chosen.0.iter().copied().collect();
    if left.is_empty()
        || !chosen.1 && prose(&|index, _| left.contains(&index)) * 8 < prose(&|_, block| found[block.element])
    {
        return choose_without(page, found, &vec![false; page.elements.len()], hints);
    }
    chosen
}

/// Returns what [`choose`] does, trusting `beside`, which says for each element whether it is outside the article.
fn choose_without(page: &Page, found: &[bool], beside: &[bool], hints: &Hints) -> (Vec<usize>, bool) {
    let holder = holder(page, found, beside);
    let mut inside = vec![false; page.elements.len()];
    inside[holder] = true;
    for index in holder + 1..page.elements.len() {
        inside[index] = inside[page.elements[index].parent];
    }
    let linked = page.sums(|_, block| block.linked);
    let sizes = page.sums(|_, block| block.text.len());
    let of_links = |place: usize| page.elements[place].is_list && linked[place] * 2 > sizes[place];
    // An `article` element in which Readability found no prose is another article.
    let prose = page.sums(|_, block| if found[block.element] && block.is_prose() { block.text.len() } else { 0 });
    let mut other = vec![false; page.elements.len()];
    for (index, element) in page.elements.iter().enumerate().skip(holder + 1) {
        other[index] = other[element.parent] || element.is_article && prose[index] == 0;
    }
    let with_prose: HashSet<usize> = page
        .blocks
        .iter()
        .filter(|block| block.is_prose() || found[block.element])
        .map(|block| block.element)
        .collect();
    let kept = |block: &Block| {
        let place = block.element;
        let out =
            beside[place] || !inside[place] || other[place] || of_links(place) || of_links(page.elements[place].parent);
        let named_by_kind =
            matches!(block.kind, Kind::Heading(2..)) || block.kind == Kind::Paragraph && block.is_sentence();
        let wanted = with_prose.contains(&place) || named_by_kind;
        !out && wanted
            && block.links() < 0.8
            && (notes::is_correction(&block.text) || !boilerplate::is_set_phrase(&block.text))
    };
    let entries = dates::of_entries(page);
    let heads = |index: &usize| entries.contains(index) && inside[page.blocks[*index].element];
    let mut chosen: Vec<usize> = (0..page.blocks.len()).filter(|index| kept(&page.blocks[*index])).collect();
    let cut = cut_at_wall(page, &mut chosen);
    drop_repeated(page, &mut chosen);
    drop_ends(page, &mut chosen, hints);
    with_entries(page, &mut chosen, entries.iter().copied().filter(heads));
    let leads = leads(page, &chosen, hints);
    chosen.splice(0..0, leads);
    (chosen, cut)
}

/// The most blocks between the day of an entry and its text: a heading, an author.
const BEFORE_ENTRY: usize = 3;

/// Adds the days of entries, each with the headings between it and the text that it heads.
fn with_entries(page: &Page, chosen: &mut Vec<usize>, entries: impl Iterator<Item = usize>) {
    let mut added = Vec::new();
    for entry in entries.filter(|entry| !chosen.contains(entry)) {
        let Some(next) = chosen.iter().copied().find(|index| *index > entry) else { continue };
        if next - entry <= BEFORE_ENTRY {
            let headings = (entry + 1..next).filter(|index| matches!(page.blocks[*index].kind, Kind::Heading(2..)));
            added.extend(std::iter::once(entry).chain(headings));
        }
    }
    chosen.extend(added);
    chosen.sort_unstable();
    chosen.dedup();
}

/// Cuts the text at the line that asks to subscribe for the rest, and returns whether there is one.
fn cut_at_wall(page: &Page, chosen: &mut Vec<usize>) -> bool {
    let text = |index: usize| page.blocks[index].text.as_str();
    let total: usize = chosen.iter().map(|index| text(*index).len()).sum();
    let mut before = 0;
    for (place, index) in chosen.iter().enumerate() {
        if before > 0 && notes::is_wall(text(*index)) {
            // A subscription box is not a paywall if enough of the text follows it.
            if (total - before) * 2 > total && before > 3000 || (total - before) * 5 > total * 4 {
                continue;
            }
            chosen.truncate(place);
            return true;
        }
        before += text(*index).len();
    }
    chosen.retain(|index| !notes::is_wall(text(*index)));
    // The paywall notice may also come just after the chosen blocks.
    let next = chosen.last().map_or(0, |last| last + 1);
    page.blocks[next..].iter().take(12).any(|block| notes::is_wall(&block.text))
}

/// Returns the smallest element that holds nearly all of the prose found, or the `article` around it.
///
/// Readability sometimes finds only one of several parts of an article.
fn holder(page: &Page, found: &[bool], beside: &[bool]) -> usize {
    let prose = page.sums(|_, block| {
        let counts = found[block.element] && !beside[block.element] && block.is_prose();
        if counts { block.text.len() } else { 0 }
    });
    let total = prose.first().copied().unwrap_or(0);
    let mut holder = 0;
    for (index, element) in page.elements.iter().enumerate().skip(1) {
        if element.parent == holder && prose[index] * 10 >= total * 9 {
            holder = index;
        }
    }
    // If a page has several articles, take the first that has its own headline and at least a quarter of the prose.
    let headlines = page.sums(|_, block| usize::from(block.kind == Kind::Heading(1)));
    let own = (holder + 1..page.elements.len())
        .find(|index| page.elements[*index].is_article && headlines[*index] > 0 && prose[*index] * 4 >= total);
    if let Some(own) = own {
        return own;
    }
    let mut around = holder;
    while around > 0 {
        if page.elements[around].is_article {
            return around;
        }
        around = page.elements[around].parent;
    }
    holder
}

/// Drops repeated labels between paragraphs ("Advertisement") and pull quotes, which repeat a sentence of the text.
fn drop_repeated(page: &Page, chosen: &mut Vec<usize>) {
    let text = |index: usize| page.blocks[index].text.as_str();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for index in chosen.iter() {
        *counts.entry(text(*index)).or_default() += 1;
    }
    let mut seen = HashSet::new();
    let prose: String =
        chosen.iter().filter(|index| page.blocks[**index].is_prose()).map(|index| letters(text(*index))).collect();
    // The limits bound the time of the search, which a hostile page could make very long.
    let searched = chosen.len() < 2000 && prose.len() < 1 << 19;
    let kept = chosen.iter().copied().filter(|index| {
        let block = &page.blocks[*index];
        let count = counts[block.text.as_str()];
        let is_question = block.text.ends_with('?');
        if count > 2 && block.text.len() < 80 && !is_question && !block.is_sentence() {
            return false;
        }
        if count == 2 && block.text.len() >= 80 && !seen.insert(block.text.as_str()) {
            return false;
        }
        if count > 1 {
            return true;
        }
        let own = letters(&block.text);
        let is_echo = searched && (25..300).contains(&own.len()) && {
            let mut places = prose.match_indices(own.as_str());
            places.next().is_some() && (!block.is_prose() || places.next().is_some())
        };
        !is_echo
    });
    *chosen = kept.collect();
}

/// Drops what comes before the first and after the last running text: date lines, headings, button labels.
fn drop_ends(page: &Page, chosen: &mut Vec<usize>, hints: &Hints) {
    let is_text = |index: usize| {
        let block = &page.blocks[index];
        block.is_prose() || block.is_sentence()
    };
    let Some(first) = chosen.iter().position(|index| is_text(*index)) else { return };
    // A list may end an article.
    let is_listed = |index: usize| matches!(page.blocks[index].kind, Kind::Item | Kind::Quote | Kind::Cell);
    let last = chosen.iter().rposition(|index| is_text(*index) || is_listed(*index)).unwrap_or(first);
    chosen.truncate(last + 1);
    chosen.drain(..first);
    drop_tail(page, chosen);
    while let Some(index) = chosen.last()
        && boilerplate::is_closing(&page.blocks[*index].text)
    {
        chosen.pop();
    }
    let title = hints.title.map(letters).unwrap_or_default();
    chosen.retain(|index| {
        let block = &page.blocks[*index];
        block.kind != Kind::Heading(1) && (title.len() < 12 || letters(&block.text) != title)
    });
    while chosen.last().is_some_and(|index| matches!(page.blocks[*index].kind, Kind::Heading(_))) {
        chosen.pop();
    }
}

/// Drops what follows the text: a list of links to other articles, and the "About" section that an organisation adds to
/// all its press releases.
fn drop_tail(page: &Page, chosen: &mut Vec<usize>) {
    let block = |index: &usize| &page.blocks[*index];
    let leads_on = |index: &usize| block(index).kind == Kind::Item && block(index).linked > 0;
    let list = chosen.iter().rev().take_while(|index| leads_on(index)).count();
    let tail = &chosen[chosen.len() - list..];
    let linked: usize = tail.iter().map(|index| block(index).linked).sum();
    let length: usize = tail.iter().map(|index| block(index).text.len()).sum();
    if list >= 3 && list < chosen.len() && linked * 10 > length * 3 {
        chosen.truncate(chosen.len() - list);
    }
    let Some((first, last)) = chosen.first().copied().zip(chosen.last().copied()) else { return };
    let Some(about) = (first + 1..last).rfind(|index| boilerplate::is_about_line(&page.blocks[*index].text)) else {
        return;
    };
    let kept = chosen.partition_point(|index| *index < about);
    let size = |part: &[usize]| part.iter().map(|index| block(index).text.len()).sum::<usize>();
    if chosen.len() - kept <= 5 && size(&chosen[kept..]) * 2 < size(&chosen[..kept]) {
        chosen.truncate(kept);
    }
}

/// Returns the blocks before the text that are its lead (introductory paragraph).
///
/// A block is the lead if it matches the description in the head of the page, or if its classes mark it as the lead.
fn leads(page: &Page, chosen: &[usize], hints: &Hints) -> Vec<usize> {
    let Some(first) = chosen.first() else { return Vec::new() };
    let described = hints.description.map(letters).unwrap_or_default();
    let title = hints.title.map(letters).unwrap_or_default();
    let start: String = chosen.iter().take(4).map(|index| letters(&page.blocks[*index].text)).collect();
    let headline = page.blocks[..*first].iter().rposition(|block| {
        let may_be = title.len() > 12 && (title.len()..title.len() * 2).contains(&block.text.len());
        matches!(block.kind, Kind::Heading(1)) || may_be && letters(&block.text) == title
    });
    let mut leads = Vec::new();
    for (index, block) in page.blocks.iter().enumerate().take(*first) {
        if !(30..4000).contains(&block.text.len()) || block.links() >= 0.4 {
            continue;
        }
        let own = letters(&block.text);
        let fits = (30..1500).contains(&own.len()) && own != title && !start.contains(&own);
        if !fits || leads.iter().any(|other: &usize| page.blocks[*other].text == block.text) {
            continue;
        }
        let head = |text: &str| text.chars().take(30).collect::<String>();
        let same = described.len() >= 30 && (own.starts_with(&head(&described)) || described.starts_with(&head(&own)));
        let mut element = block.element;
        let called = headline.is_some_and(|headline| index > headline)
            && (0..3).any(|_| {
                let is_lead = page.elements[element].is_lead;
                element = page.elements[element].parent;
                is_lead
            });
        let is_label = boilerplate::is_set_phrase(&block.text)
            || boilerplate::is_time_line(&block.text)
            || notes::is_wall(&block.text);
        if (same || called) && !is_label && !block.text.contains("://") {
            leads.push(index);
        }
    }
    leads
}

/// Returns the letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns, for each element, whether it is outside the article by its own name or classes or those of its ancestors.
///
/// A reason that would exclude 40 percent or more of the page's prose is ignored, since it must be misleading.
fn beside(page: &Page) -> Vec<bool> {
    let mut masks = vec![0_u128; page.elements.len()];
    for (index, element) in page.elements.iter().enumerate().skip(1) {
        masks[index] = masks[element.parent] | element.beside;
    }
    let mut total = 0;
    let mut shares = [0_usize; 128];
    for block in page.blocks.iter().filter(|block| block.is_prose()) {
        let mut mask = masks[block.element];
        total += block.text.len();
        while mask != 0 {
            shares[mask.trailing_zeros() as usize] += block.text.len();
            mask &= mask - 1;
        }
    }
    let void = shares.iter().enumerate().filter(|(_, share)| **share * 5 >= total * 2);
    let void = void.fold(0_u128, |void, (bit, _)| void | 1 << bit);
    masks.iter().map(|mask| mask & !void != 0).collect()
}
