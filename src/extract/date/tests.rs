//! Which days words mean, which words date a statement, and how far a date is carried.

use jiff::civil::Date;

use super::dates;
use super::expression::{Time, expressions};
use crate::domain::{ArticleId, ArticleInfo, Basis, Identity, Party, SourceKind, Span};
use crate::extract::attribution::RawAttribution;
use crate::extract::resolve::Resolved;
use crate::extract::segment::segment;

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

/// The expressions of a text: days, "?" for a time that is not told, "x" for one when nothing was said.
fn read(words: &str, published: Option<&str>) -> String {
    let document = segment(words);
    let found = expressions(&document, published.map(day));
    let show = |time: &Time| match time {
        Time::On(edtf) => edtf.to_string(),
        Time::Never => "x".to_owned(),
        Time::Untold | Time::After(_) => "?".to_owned(),
    };
    found.iter().map(|expression| show(&expression.time)).collect::<Vec<_>>().join(" ")
}

/// A table of "words | published | expected", one case a line.
#[track_caller]
fn check(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let fields: Vec<_> = line.split('|').map(str::trim).collect();
        let [words, published, expected] = fields[..] else { panic!("{line}") };
        let found = read(words, Some(published).filter(|day| *day != "-"));
        if found != expected {
            wrong.push(format!("{line}   found: {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn days_are_read_in_every_common_order() {
    check(
        "said on October 23            | 2024-10-24 | 2024-10-23
        said on 23 October             | 2024-10-24 | 2024-10-23
        said on 23 October 2024        | 2024-10-24 | 2024-10-23
        said on October 23, 2024       | 2024-10-24 | 2024-10-23
        said on October 23, 2024, that | 2024-10-24 | 2024-10-23
        January 29, 2023In a speech    | 2024-10-24 | 2023-01-29
        said on October 23 2024        | 2024-10-24 | 2024-10-23
        said on Oct. 23                | 2024-10-24 | 2024-10-23
        said on Oct 23                 | 2024-10-24 | 2024-10-23
        said on Sept. 3, 2023          | 2024-10-24 | 2023-09-03
        said on Sept 3                 | 2024-10-24 | 2024-09-03
        said on the 23rd of October    | 2024-10-24 | 2024-10-23
        said on 23rd October           | 2024-10-24 | 2024-10-23
        said on October 23rd           | 2024-10-24 | 2024-10-23
        said on the 1st of May 2021    | 2024-10-24 | 2021-05-01
        said on May 1                  | 2024-10-24 | 2024-05-01
        said on 2024-10-23             | 2024-10-24 | 2024-10-23
        said on 2024-10-23T18:05Z      | 2024-10-24 | 2024-10-23
        said on 2024/10/23             | 2024-10-24 | 2024-10-23
        said on 10/23/2024             | 2024-10-24 | 2024-10-23
        said on 23/10/2024             | 2024-10-24 | 2024-10-23
        said on 5/5/2024               | 2024-10-24 | 2024-05-05
        said on 5/6/2024               | 2024-10-24 | x
        said on 23.10.2024             | 2024-10-24 | 2024-10-23
        said on 10/23                  | 2024-10-24 |
        said on March 3 last year      | 2024-10-24 | 2023-03-03
        said on 3 March this year      | 2024-10-24 | 2024-03-03
        said on the 3rd of this month  | 2024-10-24 | 2024-10-03
        said on the 23rd of last month | 2024-10-24 | 2024-09-23
        said on the 3rd.               | 2024-10-24 | 2024-10-03
        said on the 30th.              | 2024-10-24 | 2024-09-30
        the 23rd Brigade said          | 2024-10-24 |
        on the 23rd Brigade            | 2024-10-24 |
        he may say 40 things           | 2024-10-24 |
        May 40 people                  | 2024-10-24 |
        on February 30                 | 2024-10-24 |
        on March 3, 5,000 men          | 2024-10-24 | 2024-03-03
        at 10 p.m. GMT on October 23   | 2024-10-24 | 2024-10-23
        at 22:00 (01:00 GMT) on 23 October | 2024-10-24 | 2024-10-23
        on October 23 at 10 p.m.       | 2024-10-24 | 2024-10-23
        on the morning of October 23   | 2024-10-24 | 2024-10-23
        in the early hours of 23 October | 2024-10-24 | 2024-10-23
        late on October 23             | 2024-10-24 | 2024-10-23",
    );
}

#[test]
fn a_day_without_a_year_is_the_latest_before_publication() {
    check(
        "said on October 24    | 2024-10-24 | 2024-10-24
        said on October 25     | 2024-10-24 | 2023-10-25
        said on December 31    | 2025-01-01 | 2024-12-31
        said on January 1      | 2025-01-01 | 2025-01-01
        said on January 1      | 2024-12-31 | 2024-01-01
        said on February 29    | 2024-03-01 | 2024-02-29
        said on February 29    | 2024-02-29 | 2024-02-29
        said on February 29    | 2024-02-28 | 2020-02-29
        said on February 29    | 2025-03-01 | 2024-02-29
        said on February 29    | 2027-12-31 | 2024-02-29
        said on February 29    | 1903-03-01 | 1896-02-29
        said on February 29, 2023 | 2024-10-24 | x
        said on February 29, 2020 | 2024-10-24 | 2020-02-29
        said on October 25, 2024  | 2024-10-24 | x
        said on October 23     | -          | XXXX-10-23
        said on 23 October     | -          | XXXX-10-23
        said on February 29    | -          | XXXX-02-29
        said on February 30    | -          |
        said on October 23, 2019 | -        | 2019-10-23
        said on 2019-10-23     | -          | 2019-10-23
        on Wednesday, October 23 | -        | XXXX-10-23",
    );
}

#[test]
fn weekdays_are_the_latest_ones() {
    check(
        "said Tuesday            | 2024-10-24 | 2024-10-22
        said on Tuesday          | 2024-10-24 | 2024-10-22
        said on Thursday         | 2024-10-24 | 2024-10-24
        said Thursday            | 2024-10-24 | 2024-10-24
        said last Thursday       | 2024-10-24 | 2024-10-17
        said this Thursday       | 2024-10-24 | 2024-10-24
        said on Friday           | 2024-10-24 | 2024-10-18
        said last Friday         | 2024-10-24 | 2024-10-18
        said this past Friday    | 2024-10-24 | 2024-10-18
        said late on Monday      | 2024-10-24 | 2024-10-21
        said late Monday         | 2024-10-24 | 2024-10-21
        said early on Monday     | 2024-10-24 | 2024-10-21
        said earlier on Monday   | 2024-10-24 | 2024-10-21
        said later on Monday     | 2024-10-24 | 2024-10-21
        said Tuesday night       | 2024-10-24 | 2024-10-22
        said on Sunday evening   | 2024-10-24 | 2024-10-20
        in the early hours of Monday | 2024-10-24 | 2024-10-21
        on the evening of Tuesday | 2024-10-24 | 2024-10-22
        on Wednesday, October 23 | 2024-10-24 | 2024-10-23
        on Wednesday, Oct. 23, 2024, | 2024-10-24 | 2024-10-23
        on Wednesday 23 October  | 2024-10-24 | 2024-10-23
        on Wednesday (October 23) | 2024-10-24 | 2024-10-23
        on Wednesday, 9 October  | 2024-10-24 | 2024-10-09
        on Wednesday evening, October 23, | 2024-10-24 | 2024-10-23
        on Sunday                | 2025-01-01 | 2024-12-29
        on Wednesday             | 2025-01-01 | 2025-01-01
        on Tuesday               | 2025-01-01 | 2024-12-31
        on Thursday              | 2024-03-01 | 2024-02-29
        Tuesday last week        | 2024-10-24 | 2024-10-15
        Tuesday of last week     | 2024-10-24 | 2024-10-15
        Friday last week         | 2024-10-24 | 2024-10-18
        Monday of this week      | 2024-10-24 | 2024-10-21
        on Monday and Tuesday    | 2024-10-24 | 2024-10-21/2024-10-22
        between Friday and Monday | 2024-10-24 | 2024-10-18/2024-10-21
        on Monday                | -          |
        told the Sunday Times    | 2024-10-24 |
        told the Sunday Mirror on Monday | 2024-10-24 | 2024-10-21",
    );
}

#[test]
fn days_near_publication_are_counted_from_it() {
    check(
        "said yesterday           | 2024-10-24 | 2024-10-23
        said yesterday            | 2025-01-01 | 2024-12-31
        said yesterday            | 2024-03-01 | 2024-02-29
        said yesterday evening    | 2024-10-24 | 2024-10-23
        late yesterday            | 2024-10-24 | 2024-10-23
        yesterday (October 22)    | 2024-10-24 | 2024-10-22
        the day before yesterday  | 2024-10-24 | 2024-10-22
        said today                | 2024-10-24 | 2024-10-24
        said earlier today        | 2024-10-24 | 2024-10-24
        said tonight              | 2024-10-24 | 2024-10-24
        said this morning         | 2024-10-24 | 2024-10-24
        earlier this evening      | 2024-10-24 | 2024-10-24
        said last night           | 2024-10-24 | 2024-10-23
        said overnight            | 2024-10-24 | 2024-10-23/2024-10-24
        overnight on Tuesday      | 2024-10-24 | 2024-10-22
        said two days ago         | 2024-10-24 | 2024-10-22
        said 3 days ago           | 2025-01-02 | 2024-12-30
        said a day ago            | 2024-10-24 | 2024-10-23
        said an hour ago          | 2024-10-24 | 2024-10-23/2024-10-24
        said ten minutes ago      | 2024-10-24 | 2024-10-24
        said a few days ago       | 2024-10-24 | ?
        about two weeks ago       | 2024-10-24 | ?
        more than two years ago   | 2024-10-24 | ?
        a week ago                | 2024-10-24 | 2024-10-14/2024-10-20
        two weeks ago             | 2024-10-24 | 2024-10-07/2024-10-13
        a month ago               | 2024-10-24 | 2024-09
        ten months ago            | 2024-10-24 | 2023-12
        two years ago             | 2024-10-24 | 2022
        tomorrow                  | 2024-10-24 | x
        later today               | 2024-10-24 | x
        said yesterday            | -          |
        said two days ago         | -          | ?",
    );
}

#[test]
fn weeks_and_weekends_are_intervals() {
    check(
        "said last week           | 2024-10-24 | 2024-10-14/2024-10-20
        said last week            | 2025-01-01 | 2024-12-23/2024-12-29
        said earlier this week    | 2024-10-24 | 2024-10-21/2024-10-24
        said this week            | 2024-10-21 | 2024-10-21
        said earlier this week    | 2024-10-27 | 2024-10-21/2024-10-27
        early last week           | 2024-10-24 | 2024-10-14/2024-10-16
        late last week            | 2024-10-24 | 2024-10-17/2024-10-20
        later this week           | 2024-10-24 | x
        next week                 | 2024-10-24 | x
        earlier in the week       | 2024-10-24 | 2024-10-21/2024-10-24
        at the start of the week  | 2024-10-24 | 2024-10-21/2024-10-23
        over the weekend          | 2024-10-24 | 2024-10-19/2024-10-20
        at the weekend            | 2024-10-21 | 2024-10-19/2024-10-20
        over the weekend          | 2024-10-19 | 2024-10-19
        this weekend              | 2024-10-20 | 2024-10-19/2024-10-20
        last weekend              | 2024-10-20 | 2024-10-12/2024-10-13
        over the weekend          | 2025-01-01 | 2024-12-28/2024-12-29
        over the past week        | 2024-10-24 | ?
        in the last week          | 2024-10-24 | ?",
    );
}

#[test]
fn months_have_three_parts() {
    check(
        "in October               | 2024-10-24 | 2024-10-01/2024-10-24
        In early October          | 2024-10-24 | 2024-10-01/2024-10-10
        in mid-October            | 2024-10-24 | 2024-10-11/2024-10-20
        in mid October            | 2024-10-24 | 2024-10-11/2024-10-20
        in late October           | 2024-10-24 | 2024-10-21/2024-10-24
        in late October           | 2024-10-05 | 2023-10-21/2023-10-31
        in late September         | 2024-10-24 | 2024-09-21/2024-09-30
        in late February          | 2024-10-24 | 2024-02-21/2024-02-29
        in late February          | 2023-10-24 | 2023-02-21/2023-02-28
        in February               | 2024-03-05 | 2024-02
        in December               | 2025-01-01 | 2024-12
        in December               | 2024-10-24 | 2023-12
        in January                | 2025-01-01 | 2025-01-01
        in late December          | 2025-01-02 | 2024-12-21/2024-12-31
        in December 2021          | 2024-10-24 | 2021-12
        in December of last year  | 2024-10-24 | 2023-12
        in May last year          | 2024-10-24 | 2023-05
        back in May               | 2024-10-24 | 2024-05
        in Oct. 2022              | 2024-10-24 | 2022-10
        in October, 2022          | 2024-10-24 | 2022-10
        at the end of September   | 2024-10-24 | 2024-09-21/2024-09-30
        at the beginning of March | 2024-10-24 | 2024-03-01/2024-03-10
        in the middle of March    | 2024-10-24 | 2024-03-11/2024-03-20
        last October              | 2024-10-24 | 2023-10
        last May                  | 2024-10-24 | 2024-05
        this October              | 2024-10-24 | 2024-10-01/2024-10-24
        last month                | 2024-10-24 | 2024-09
        last month                | 2025-01-31 | 2024-12
        last month                | 2024-03-31 | 2024-02
        late last month           | 2024-10-24 | 2024-09-21/2024-09-30
        early last month          | 2024-10-24 | 2024-09-01/2024-09-10
        this month                | 2024-10-24 | 2024-10-01/2024-10-24
        earlier this month        | 2024-10-24 | 2024-10-01/2024-10-24
        early this month          | 2024-10-24 | 2024-10-01/2024-10-10
        at the end of last month  | 2024-10-24 | 2024-09-21/2024-09-30
        later this month          | 2024-10-24 | x
        next month                | 2024-10-24 | x
        in January 2025           | 2024-10-24 | x
        in March 2022             | -          | 2022-03
        in early October          | -          |
        last month                | -          |
        October rain              | 2024-10-24 |
        the march in may          | 2024-10-24 |
        between March and May     | 2024-10-24 | 2024-03-01/2024-05-31
        in March and April 2022   | 2024-10-24 | 2022-03-01/2022-04-30",
    );
}

#[test]
fn years_and_seasons() {
    check(
        "in 2022                  | 2024-10-24 | 2022
        In 2022, Reth said        | 2024-10-24 | 2022
        in 2024                   | 2024-10-24 | 2024-01-01/2024-10-24
        in 2025                   | 2024-10-24 | x
        in 2022                   | -          | 2022
        in early 2022             | 2024-10-24 | 2022-01-01/2022-04-30
        in mid-2022               | 2024-10-24 | 2022-05-01/2022-08-31
        in late 2021              | 2024-10-24 | 2021-09-01/2021-12-31
        at the end of 2021        | 2024-10-24 | 2021-09-01/2021-12-31
        last year                 | 2024-10-24 | 2023
        late last year            | 2024-10-24 | 2023-09-01/2023-12-31
        earlier this year         | 2024-10-24 | 2024-01-01/2024-10-24
        earlier this year         | 2025-01-01 | 2025-01-01
        this year                 | 2024-10-24 | 2024-01-01/2024-10-24
        in the 1990s              | 2024-10-24 | 1990-01-01/1999-12-31
        between 2014 and 2016     | 2024-10-24 | 2014-01-01/2016-12-31
        in 2000 villages          | 2024-10-24 |
        at 1900 GMT               | 2024-10-24 |
        over 2000 men             | 2024-10-24 |
        2022                      | 2024-10-24 |
        next year                 | 2024-10-24 | x
        in the spring of 2022     | 2024-10-24 | 2022-21
        in spring 2022            | 2024-10-24 | 2022-21
        in the autumn of last year | 2024-10-24 | 2023-23
        in the fall of 2021       | 2024-10-24 | 2021-23
        in the fall of Karsk      | 2024-10-24 |
        in the winter of 2023     | 2024-10-24 | 2023-24
        last summer               | 2024-10-24 | 2024-22
        last autumn               | 2024-10-24 | 2023-23
        this autumn               | 2024-10-24 | 2024-09-01/2024-10-24
        this summer               | 2024-10-24 | 2024-22
        over the summer           | 2024-10-24 | 2024-22
        this winter               | 2025-01-10 | 2024-12-01/2025-01-10
        this winter               | 2024-10-24 | x
        in the spring of 2022     | -          | 2022-21",
    );
}

#[test]
fn ranges_of_days() {
    check(
        "between 3 and 5 March       | 2024-10-24 | 2024-03-03/2024-03-05
        between March 3 and 5        | 2024-10-24 | 2024-03-03/2024-03-05
        between March 3 and March 5  | 2024-10-24 | 2024-03-03/2024-03-05
        between 30 March and 2 April | 2024-10-24 | 2024-03-30/2024-04-02
        on March 3-5                 | 2024-10-24 | 2024-03-03/2024-03-05
        on March 3–5, 2022           | 2024-10-24 | 2022-03-03/2022-03-05
        on 3-5 March 2022            | 2024-10-24 | 2022-03-03/2022-03-05
        on 3 to 5 March              | 2024-10-24 | 2024-03-03/2024-03-05
        on October 22 and 23         | 2024-10-24 | 2024-10-22/2024-10-23
        on October 22 and 23 men     | 2024-10-24 | 2024-10-22
        on the night of 22-23 October | 2024-10-24 | 2024-10-22/2024-10-23
        on 31 December to 1 January  | 2024-10-24 | 2023-12-31/2024-01-01
        on December 31 to January 1, 2022 | 2024-10-24 | 2021-12-31/2022-01-01
        on 23-26 October             | 2024-10-24 | 2024-10-23/2024-10-24
        on 28-29 February            | 2024-03-01 | 2024-02-28/2024-02-29",
    );
}

#[test]
fn some_words_of_time_date_no_statement() {
    check(
        "until Monday              | 2024-10-24 | x
        until at least Monday      | 2024-10-24 | x
        by Monday                  | 2024-10-24 | x
        by the end of October      | 2024-10-24 | x
        since Monday               | 2024-10-24 | x
        since early October        | 2024-10-24 | x
        since 2014                 | 2024-10-24 |
        from Monday                | 2024-10-24 | x
        next Monday                | 2024-10-24 | x
        every Friday               | 2024-10-24 | x
        after October 7            | 2024-10-24 | x
        after the March 3 attack   | 2024-10-24 | x
        ahead of Monday's vote     | 2024-10-24 | x
        as of Tuesday              | 2024-10-24 | x
        for Monday                 | 2024-10-24 | x
        the attack of October 7    | 2024-10-24 | x
        a statement of October 7   | 2024-10-24 | 2024-10-07
        before dawn on Monday      | 2024-10-24 | 2024-10-21
        recently                   | 2024-10-24 | ?
        in recent weeks            | 2024-10-24 | ?
        in the past                | 2024-10-24 | ?",
    );
}

#[test]
fn some_days_are_counted_from_another_day_of_the_paragraph() {
    check(
        "On October 16 it rained. A week earlier it snowed. | 2024-10-24 | 2024-10-16 2024-10-09
        On Monday it rained. A day later it snowed.     | 2024-10-24 | 2024-10-21 2024-10-22
        On Monday it rained. The next day it snowed.    | 2024-10-24 | 2024-10-21 2024-10-22
        On Monday it rained. Later that day it snowed.  | 2024-10-24 | 2024-10-21 2024-10-21
        On Monday it rained. It snowed on the same day. | 2024-10-24 | 2024-10-21 2024-10-21
        On Monday it rained. It had snowed the day before. | 2024-10-24 | 2024-10-21 2024-10-20
        On Thursday it rained. The next day it snowed.  | 2024-10-24 | 2024-10-24 ?
        In May it rained. A week earlier it snowed.     | 2024-10-24 | 2024-05 ?
        A week earlier it snowed.                       | 2024-10-24 | ?
        Two days after the attack it snowed.            | 2024-10-24 | x
        On Monday it rained. It was earlier in the day. | 2024-10-24 | 2024-10-21 2024-10-21",
    );
    assert_eq!(read("On Monday it rained.\n\nA day later it snowed.", Some("2024-10-24")), "2024-10-21 ?");
}

#[test]
fn hostile_words_do_no_harm() {
    for words in [
        "on on on",
        "the end of of the",
        "between between 3 and",
        "99 99 99",
        "-",
        "Oct.",
        "mid-",
        "a a a ago",
        "/",
        "1/1/",
        "t",
    ] {
        for published in [None, Some("0001-01-01"), Some("9999-12-31"), Some("-009999-01-01")] {
            read(words, published);
            read(&words.repeat(50), published);
            for tail in [
                "last year",
                "February 29",
                "on Monday",
                "99999 days ago",
                "400 years ago",
                "in the winter of 2100",
                "2100-12-31",
            ] {
                read(&format!("{words} {tail} {words}"), published);
            }
        }
    }
}

/// A text with attributions marked by number: `[1Reth] {1said} <1it rained>`; a content may hold others.
struct Marked {
    text: String,
    raws: Vec<RawAttribution>,
    resolved: Vec<Resolved>,
}

fn marked(marks: &str) -> Marked {
    let mut text = String::new();
    let mut raws: Vec<RawAttribution> = Vec::new();
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut rest = marks.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '[' | '{' | '<' => {
                let number = rest.next().and_then(|digit| digit.to_digit(10)).unwrap() as usize - 1;
                while raws.len() <= number {
                    raws.push(RawAttribution {
                        content: Vec::new(),
                        direct: false,
                        cue: Vec::new(),
                        mention: Vec::new(),
                        relays: Vec::new(),
                        runs_on: None,
                        inside: None,
                        sentence: 0,
                        main_subject: true,
                        confidence: 1.0,
                        turn: None,
                    });
                }
                if let Some((_, outer, _)) = open.iter().rev().find(|(kind, outer, _)| *kind == '<' && *outer != number)
                {
                    raws[number].inside = Some(*outer);
                }
                open.push((c, number, text.len()));
            }
            ']' | '}' | '>' => {
                let (kind, number, start) = open.pop().unwrap();
                let span = Span::new(start, text.len());
                match kind {
                    '[' => raws[number].mention.push(span),
                    '{' => raws[number].cue.push(span),
                    _ => raws[number].content.push(span),
                }
            }
            _ => text.push(c),
        }
    }
    let document = segment(&text);
    for (at, raw) in raws.iter_mut().enumerate() {
        let place = raw.cue.first().or(raw.content.first()).unwrap().start;
        raw.sentence = document.sentence_at(place);
        raw.runs_on = raw.cue.is_empty().then(|| at - 1);
    }
    let mut speaker = String::new();
    let named = |raw: &RawAttribution| {
        let mention = Span::join(&raw.mention, &text);
        if mention == "it" {
            return Resolved::default();
        }
        if !mention.is_empty() && !matches!(mention.as_str(), "he" | "He") {
            speaker = mention.split(' ').next_back().unwrap().to_owned();
        }
        let kind = if speaker.to_lowercase() == "officials" { SourceKind::Group } else { SourceKind::Person };
        let source = Party { name: speaker.clone(), kind, role: None, identity: Identity::Name, mention: None };
        Resolved { source: Some(source), ..Resolved::default() }
    };
    let resolved = raws.iter().map(named).collect();
    Marked { text, raws, resolved }
}

/// Dates and what they rest on: "t" words, "c" carried, "p" the publication date, "n" nothing.
fn said(marks: &str, published: Option<&str>) -> String {
    let marked = marked(marks);
    let document = segment(&marked.text);
    let article = ArticleInfo {
        id: ArticleId::of_text("test"),
        published: published.map(day),
        publisher: None,
        language: None,
        title: None,
        authors: Vec::new(),
    };
    let show = |said: &crate::domain::Said| {
        let basis = match said.basis {
            Basis::Text => "t",
            Basis::Carried => "c",
            Basis::Publication => return "p".to_owned(),
            Basis::None => return "n".to_owned(),
        };
        format!("{} {basis}", said.edtf.as_ref().unwrap())
    };
    dates(&document, &marked.raws, &marked.resolved, &article).iter().map(show).collect::<Vec<_>>().join(", ")
}

/// A table of "marked text | expected" for an article of 2024-10-24, a Thursday; "¶" parts paragraphs.
#[track_caller]
fn check_said(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (marks, expected) = line.rsplit_once('|').unwrap();
        let found = said(&marks.trim().replace(" ¶ ", "\n\n"), Some("2024-10-24"));
        if found != expected.trim() {
            wrong.push(format!("{line}   found: {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_attribution_tells_when() {
    check_said(
        "[1Reth] {1said} on Tuesday <1it rained>. | 2024-10-22 t
        [1Reth] {1said} Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth] on Tuesday {1said} <1it rained>. | 2024-10-22 t
        On Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        On Tuesday [1Reth] {1said} <1it rained>. | 2024-10-22 t
        On Tuesday [1Reth and Oru] {1said} <1it rained>. | 2024-10-22 t
        <1It rained>, [1Reth] {1said} on Tuesday. | 2024-10-22 t
        <1It rained>, {1said} [1Reth] on Tuesday. | 2024-10-22 t
        “<1It rained>,” [1Reth] {1said} late on Tuesday. | 2024-10-22 t
        [1Reth] {1told} reporters in Karsk on Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth] {1told} reporters in Karsk, the capital, on Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth] {1said} in a statement on Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth] {1said} in a statement released on Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth], in a statement on Tuesday, {1said} <1it rained>. | 2024-10-22 t
        In a statement on Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        In a statement late on Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        In Karsk on Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        Speaking to the Courier on Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        <1It rained>, [1Reth] {1said}, speaking in Karsk on Tuesday. | 2024-10-22 t
        Asked on Tuesday about the bridge, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        When asked on Tuesday about the bridge, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        In Tuesday's briefing, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        At a Tuesday briefing, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        At a briefing held on Tuesday, [1Reth] {1said} <1it rained>. | 2024-10-22 t
        {1According to} [1a report] published on Tuesday, <1it rained>. | 2024-10-22 t
        [1A report] published on Tuesday {1said} <1it rained>. | 2024-10-22 t
        [1Reth], who on Tuesday {1said} <1it rained>, left. | 2024-10-22 t
        [1Reth] {1denied} <1the reports> on Tuesday. | 2024-10-22 t
        [1Reth] {1told} the Courier when he came to Karsk on Tuesday that <1it rained>. | 2024-10-22 t
        [1Reth], the mayor, on Tuesday {1said} <1it rained>. | 2024-10-22 t
        At 10 p.m. GMT on October 23, [1Reth] {1said} <1it rained>. | 2024-10-23 t
        In early October, [1Reth] {1said} <1the bridge would fall on October 23>. | 2024-10-01/2024-10-10 t
        [1Reth] {1wrote} on Tuesday that <1it rained>, {2adding} that <2it snowed>. | 2024-10-22 t, 2024-10-22 t
        [1Reth] {1said} <1it rained> and {2added} on Tuesday that <2it snowed>. | 2024-10-22 t, 2024-10-22 t
        In 2014, [1Reth], then mayor of all Karsk, {1said} <1it rained>, but on Tuesday [2he] {2said} <2it snowed>. | 2014 t, 2024-10-22 t
        Reth left Karsk on Tuesday, {1saying} <1it rained>. | 2024-10-22 t
        “<1It rained>,” [1Reth] was shown {1saying} in footage, which was released on Tuesday. | 2024-10-22 t
        [1Reth] {1told} Radio Karsk on Tuesday, in its Today programme, <1it rained>. | 2024-10-22 t
        <1It rained>, {1said} [1Reth], speaker of the house, on national television on Tuesday. | 2024-10-22 t
        At trial in August, [1Reth] {1said} <1it rained>. | 2024-08 t
        Last Wednesday, a court in Karsk had the port closed for 30 days, {1citing} <1the rain>. | 2024-10-23 t
        {1According to} a Sunday report from [1Karsk], <1it rained>. | 2024-10-20 t
        {1According to} Sunday's report from [1Karsk], <1it rained>. | 2024-10-20 t
        Reth came to Karsk in March, when [1he] {1said} <1it rained>. | 2024-03 t
        [1Reth] {1said} at 5 p.m. Tuesday <1it rained>. | 2024-10-22 t",
    );
}

#[test]
fn other_dates_do_not_tell_when() {
    check_said(
        "[1Reth] {1said} <1it rained on Tuesday>. | p
        [1Reth] {1said} <1it would rain until Monday>. | p
        [1Reth], who was elected in May, {1said} <1it rained>. | p
        [1Reth], mayor in 2014, {1said} <1it rained>. | p
        [1Reth], the mayor elected in May, {1said} <1it rained>. | p
        [1Reth], elected in May, {1said} <1it rained>. | p
        <1It rained>, {1said} [1Reth], who was elected in May. | p
        <1It rained>, {1said} [1Reth], a driver hurt on Monday. | p
        [1The man] who was held for a day on Monday {1said} <1it rained>. | p
        [1The man] arrested on Monday {1said} <1it rained>. | p
        After the March 3 attack, [1Reth] {1said} <1it rained>. | p
        After the attack on March 3, [1Reth] {1said} <1it rained>. | p
        Following Monday's attack, [1Reth] {1said} <1it rained>. | p
        Two days after the attack on Monday, [1Reth] {1said} <1it rained>. | p
        [1Reth] {1said} after Monday's attack that <1it rained>. | p
        [1Reth] {1said} after he left Karsk on Monday that <1it rained>. | p
        [1Survivors] of the October 7 attack {1said} <1it rained>. | p
        [1Survivors] of the attack on Monday {1said} <1it rained>. | p
        [1Reth] {1commented} on the attack on Monday: “<1It rained>.” | p
        The army left on Monday and [1Reth] {1said} <1it rained>. | p
        KARSK, Oct 23 (Northern Wire) - [1Reth] {1said} <1it rained>. | p
        KARSK, Oct 22 (Northern Wire) - [1Reth] {1said} on Wednesday <1it rained>. | 2024-10-23 t
        [1Reth] {1said} <1it rained> and [2Oru] {2said} on Tuesday <2it snowed>. | p, 2024-10-22 t
        [1Reth] {1said} on Tuesday <1it rained> and [2Oru] {2said} <2it snowed>. | 2024-10-22 t, p
        <1It rained>, [1Reth] {1said} on Tuesday, [2Oru] {2said} <2it snowed>. | 2024-10-22 t, p
        [1Reth] {1said} <1it rained>, while on Tuesday [2Oru] {2said} <2it snowed>. | p, 2024-10-22 t
        [1Reth] {1said} on Monday <1it rained>, while on Tuesday [2Oru] {2said} <2it snowed>. | 2024-10-21 t, 2024-10-22 t
        [1Reth] {1said} in the Sunday Times that <1it rained>. | p
        “<1It rained on Monday>,” [1Reth] {1said}. | p
        In the schools visited by Oru in May, [1Reth] {1said}, <1it rained>. | p
        On the first day of the attack on Karsk in May, [1Reth] {1said} <1it rained>. | p
        [1Reth] {1rejected} the suggestion made on Tuesday by Oru that <1it rained>. | p
        In advance of the meeting on Tuesday, [1Reth] {1said} <1it rained>. | p
        [1Reth], who {1says} <1it rains>, on Tuesday left Karsk. | p
        [1Reth] {1told} the Today programme <1it rained>. | p
        [1Reth] {1recently} {1said} <1it rained>. | p
        [1Reth] {1said} on Tuesday <1it rained>. He has {2said} <2it snowed>, as of Monday. | 2024-10-22 t, 2024-10-22 c",
    );
}

#[test]
fn claims_inside_claims_have_the_date_of_their_own_place() {
    check_said(
        "[1Reth] {1said} on Tuesday that <1[2Karsk] {2believes} <2it rained>>. | 2024-10-22 t, 2024-10-22 c
        [1Reth] {1said} on Tuesday that <1[2Karsk] {2had warned} that <2it rained>>. | 2024-10-22 t, p
        [1Reth] {1said} on Tuesday that <1[2Karsk] {2announced} in May that <2it rained>>. | 2024-10-22 t, 2024-05 t
        [1Reth] {1said} that <1[2Karsk] {2announced} on Monday that <2it rained>>. | p, 2024-10-21 t
        <1{2According to} [2Karsk], <2it rained>>, [1he] {1said} on October 17. | 2024-10-17 t, 2024-10-17 c
        “<1[2Oru] {2told} me yesterday that <2it rained>>,” [1Reth] {1said} on Monday. | 2024-10-21 t, 2024-10-21 c",
    );
}

#[test]
fn a_date_is_carried_where_the_source_goes_on() {
    check_said(
        "[1Reth] {1said} on Tuesday <1it rained>. [2He] {2said} <2it snowed>. | 2024-10-22 t, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. ¶ “<2It snowed>,” [2he] {2added}. | 2024-10-22 t, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. ¶ “<2It snowed>,” [2Reth] {2said}. ¶ “<3It thawed>.” | 2024-10-22 t, 2024-10-22 c, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. ¶ [2Reth] {2also said} <2it snowed>. | 2024-10-22 t, 2024-10-22 c
        [1Reth] {1said} on Monday <1it rained>. ¶ [2Reth] {2said} on Tuesday <2it snowed>. ¶ [3He] {3said} <3it thawed>. | 2024-10-21 t, 2024-10-22 t, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. ¶ [2Oru] {2said} <2it snowed>. ¶ [3Reth] {3said} <3it thawed>. | 2024-10-22 t, p, 2024-10-22 c
        [1Reth] {1said} <1it rained>. ¶ [2Reth] {2said} on Tuesday <2it snowed>. | p, 2024-10-22 t
        In 2014, [1Reth] {1said} <1it rained>. [2He] {2added} that <2it snowed>. | 2014 t, 2014 c
        In 2014, [1Reth] {1said} <1it rained>. ¶ [2Reth] {2said} <2it snowed>. | 2014 t, p
        [1Reth] {1said} on Tuesday <1it rained>. ¶ In 2014, [2he] {2said} <2it snowed>. ¶ [3He] {3said} <3it thawed>. | 2024-10-22 t, 2014 t, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. ¶ Earlier this month [2he] {2said} <2it snowed>. ¶ [3He] {3said} <3it thawed>. | 2024-10-22 t, 2024-10-01/2024-10-24 t, 2024-10-22 c
        In September, [1Reth] {1said} <1it rained>. ¶ [2He] {2said} <2it snowed>. | 2024-09 t, p
        In early October, [1Reth] {1said} <1it rained>. ¶ [2He] {2said} <2it snowed>. | 2024-10-01/2024-10-10 t, 2024-10-01/2024-10-10 c
        [1Reth] {1said} on September 23 <1it rained>. ¶ [2He] {2said} <2it snowed>. | 2024-09-23 t, 2024-09-23 c
        [1Reth] {1said} on September 22 <1it rained>. ¶ [2He] {2said} <2it snowed>. | 2024-09-22 t, p
        “<1It rained>,” [1Reth] {1said} in May. “<2It snowed>.” | 2024-05 t, 2024-05 c
        [1Reth] {1said} on Tuesday <1it rained>. [2Reth] {2says} <2it snowed>. [3Reth] {3said} <3it thawed>. | 2024-10-22 t, p, p
        [1Reth] {1said} on Tuesday <1it rained>. [2Reth] {2believes} <2it snowed>. [3Reth] {3said} <3it thawed>. | 2024-10-22 t, p, 2024-10-22 c
        [1Reth] {1said} on Tuesday <1it rained>. [2Reth] {2has denied} <2the reports>. | 2024-10-22 t, p
        [1Reth] {1said} on Tuesday <1it rained>. [2He] {2had said} <2it snowed>. | 2024-10-22 t, p
        [1Reth] {1said} on Tuesday <1it rained>. Earlier, [2he] {2said} <2it snowed>. | 2024-10-22 t, p
        [1Reth] {1said} on Tuesday <1it rained>. [2Reth] previously {2said} <2it snowed>. | 2024-10-22 t, p
        [1Reth] {1said} on Monday <1it rained>. A day later, [2he] {2said} <2it snowed>. | 2024-10-21 t, 2024-10-22 t
        [1Reth] {1said} on Tuesday <1it rained>. [2it] {2said} <2it snowed>. | 2024-10-22 t, 2024-10-22 c
        [1The officials] {1said} on Tuesday <1it rained>. ¶ [2The officials] {2said} <2it snowed>. | 2024-10-22 t, 2024-10-22 c
        [1Officials] {1said} on Tuesday <1it rained>. ¶ [2Officials] {2said} <2it snowed>. | 2024-10-22 t, p
        [1A miner] {1said} on Tuesday <1it rained>. [2Another miner] {2said} <2it snowed>. | 2024-10-22 t, p
        Reth spoke to reporters on Tuesday. [1He] {1said} <1it rained>. [2He] {2added} that <2it snowed>. | 2024-10-22 t, 2024-10-22 c
        On Tuesday, the agency gave its gravest warning yet. [1Agency chief Reth] {1said}: “<1It rained>.” | 2024-10-22 t
        On Tuesday, the agency gave its gravest warning yet. [1The singer Reth] {1said}: “<1It rained>.” | p
        Reth held a briefing on Tuesday. “<1It rained>,” [1Reth] {1said}. | 2024-10-22 t
        Reth held the town on Tuesday. “<1It rained>,” [1Reth] {1said}. | p
        Oru spoke to reporters on Tuesday. “<1It rained>,” [1Reth] {1said}. | p",
    );
}

#[test]
fn without_a_publication_date_little_is_told() {
    for (marks, expected) in [
        ("[1Reth] {1said} on October 23 <1it rained>. [2He] {2said} <2it snowed>.", "XXXX-10-23 t, XXXX-10-23 c"),
        ("[1Reth] {1said} on Tuesday <1it rained>.", "n"),
        ("[1Reth] {1said} <1it rained>.", "n"),
        ("[1Reth] {1said} recently <1it rained>.", "n"),
        ("In 2014 [1Reth] {1said} <1it rained>.\n\n[2He] {2said} <2it snowed>.", "2014 t, n"),
    ] {
        assert_eq!(said(marks, None), expected, "{marks}");
    }
}
