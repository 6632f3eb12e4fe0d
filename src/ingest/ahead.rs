//! Parses files that hold one article each in parallel, a few ahead of the consumer, and returns their items in order.

use std::collections::VecDeque;
use std::thread::JoinHandle;

use super::{Item, Items, Reason};

/// The work to do for one file.
pub(super) enum Work {
    /// None: its item is already known.
    Done(Item),
    /// Parse it on a thread of its own: the file's name, and the function that parses it.
    Apart(String, Box<dyn FnOnce() -> Vec<Item> + Send>),
    /// Parse it item by item when its turn comes: it may hold any number of items, or be a pipe with more to come.
    InTurn(Box<dyn FnOnce() -> Items + Send>),
}

/// A file whose items are parsed, or being parsed, ahead of its turn.
enum Waiting {
    Done(Item),
    Reading(String, JoinHandle<Vec<Item>>),
}

/// Iterates over the items of all files in order; parses at most `most` files at once.
pub(super) struct Ahead<W> {
    work: W,
    most: usize,
    waiting: VecDeque<Waiting>,
    /// The items of the current file.
    current: Items,
    /// The file after those in `waiting`, where it is a [`Work::InTurn`].
    next: Option<Box<dyn FnOnce() -> Items + Send>>,
}

pub(super) fn in_order<W: Iterator<Item = Work>>(work: W, most: usize) -> Ahead<W> {
    Ahead { work, most: most.max(1), waiting: VecDeque::new(), current: Box::new(std::iter::empty()), next: None }
}

impl<W: Iterator<Item = Work>> Ahead<W> {
    fn begin_more(&mut self) {
        while self.next.is_none() && self.waiting.len() < self.most {
            match self.work.next() {
                None => return,
                Some(Work::Done(item)) => self.waiting.push_back(Waiting::Done(item)),
                Some(Work::InTurn(begin)) => self.next = Some(begin),
                Some(Work::Apart(file, read)) => {
                    let thread = std::thread::Builder::new().name("file".to_owned()).spawn(read);
                    self.waiting.push_back(match thread {
                        Ok(thread) => Waiting::Reading(file, thread),
                        Err(error) => Waiting::Done(Item::skipped(file, Reason::of_io(&error, false))),
                    });
                }
            }
        }
    }
}

impl<W: Iterator<Item = Work>> Iterator for Ahead<W> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.next() {
                return Some(item);
            }
            self.begin_more();
            self.current = match self.waiting.pop_front() {
                Some(Waiting::Done(item)) => return Some(item),
                Some(Waiting::Reading(file, thread)) => match thread.join() {
                    Ok(items) => Box::new(items.into_iter()),
                    Err(_) => return Some(Item::skipped(file, Reason::GaveUp("it failed inside"))),
                },
                None => self.next.take()?(),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn item(number: usize) -> Item {
        Item::skipped(number.to_string(), Reason::Empty)
    }

    fn apart(number: usize, read: impl FnOnce() + Send + 'static) -> Work {
        Work::Apart(
            number.to_string(),
            Box::new(move || {
                read();
                vec![item(number)]
            }),
        )
    }

    #[test]
    fn the_order_stays_and_no_more_are_read_at_once_than_allowed() {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let peak = Arc::clone(&most);
        let work = (0..200).map(move |number| match number % 10 {
            3 => Work::Done(item(number)),
            7 => Work::InTurn(Box::new(move || Box::new(std::iter::once(item(number))))),
            _ => {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                apart(number, move || {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    for _ in 0..number % 7 {
                        std::thread::yield_now();
                    }
                    running.fetch_sub(1, Ordering::SeqCst);
                })
            }
        });
        assert!(in_order(work, 3).eq((0..200).map(item)));
        assert!(peak.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn a_pipe_is_not_waited_for_before_its_turn() {
        let begun = Arc::new(AtomicUsize::new(0));
        let pipe = Arc::clone(&begun);
        let work = [
            apart(0, || {}),
            Work::InTurn(Box::new(move || {
                pipe.fetch_add(1, Ordering::SeqCst);
                Box::new([item(1), item(2)].into_iter())
            })),
            apart(3, || {}),
        ];
        let mut items = in_order(work.into_iter(), 8);
        assert_eq!(items.next(), Some(item(0)));
        assert_eq!(begun.load(Ordering::SeqCst), 0);
        assert!(items.eq((1..4).map(item)));
    }

    #[test]
    fn a_parser_that_fails_is_named_and_the_others_go_on() {
        let work = [apart(0, || panic!("a parser that fails, on purpose")), apart(1, || {})];
        let failed = Item::skipped("0", Reason::GaveUp("it failed inside"));
        assert!(in_order(work.into_iter(), 2).eq([failed, item(1)]));
    }
}
