use super::*;

#[test]
fn dates_as_people_write_them() {
    for text in [
        "2024-10-24",
        "2024-10-24 00:00:00",
        "2024-10-24 00:00:00+00:00",
        "2024-10-24T06:40:11+0000",
        "2024-10-24T06:40:11.000Z",
        "20241024T063000Z",
        "20241024063000",
        "20241024",
        "2024/10/24",
        "October 24, 2024",
        "Oct 24, 2024",
        "Oct. 24, 2024",
        "24 October 2024",
        "Thursday, October 24, 2024",
        "2024-10-24T06:40:11 EST",
        "Thu, 24 Oct 2024 06:40:11 GMT",
        "Tue, 24 Oct 2024 06:40:11 GMT",
        "Thu, 24 Oct 2024 06:40 CEST",
        "24 Oct 2024 06:40:11 +0200",
        "Thu, Oct 24 2024 06:40:11 PM",
        "20241024T064011+0200",
        "20241024T064011Z",
        "24/10/2024",
        "10/24/2024 06:40",
        "Oct 24, 2024, 6:40 AM EDT",
        "October 24th, 2024 at 6:40am",
        "Thursday 24 October 2024 06.40 BST",
        "Thursday, October 24, 2024 - 06:40",
        "Don, 24 Okt 2024 06:40:11 +0200",
        "jeu. 24 oct. 2024 06:40",
        "Thu Oct 24 2024 06:40:11 GMT+0000 (Coordinated Universal Time)",
        "Thu Oct 24 06:40:11 GMT 2024",
        "Thu Oct 24 06:40:11 2024",
        "24-Oct-2024",
        "24-Oct-24 06:40",
        "2024/10/24 06:40",
        "2024.10.24",
        "2024-10-24+02:00",
        "2024-10-24Z",
        "1729756800",
        "1729756800000",
        "1729756800.0",
        "202410240640",
        "2024102406",
    ] {
        let found = published(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.day().to_string(), "2024-10-24", "{text}");
    }
    for text in [
        "",
        "10/11/2024",
        "Tuesday",
        "2024",
        "2024-10-24x",
        "2024-02-30",
        "24/10/2024 Sarn",
        "45589",
        "12345",
        "17297568",
        "10-11-12",
        "3 hours ago",
        "Oct 2024",
        "8:00 AM",
    ] {
        assert_eq!(published(text), None, "{text}");
    }
}

#[test]
fn days_in_words() {
    for (line, expected) in [
        ("Published 24 October 2024", Some("2024-10-24")),
        ("Published: Oct. 24, 2024 at 10:15 a.m.", Some("2024-10-24")),
        ("Thursday, October 24th, 2024", Some("2024-10-24")),
        ("24. Oktober 2024, 18:41 Uhr", Some("2024-10-24")),
        ("Publicado el 24 de octubre de 2024", Some("2024-10-24")),
        ("Publié le 24 août 2024 à 10h", Some("2024-08-24")),
        ("24.10.2024", Some("2024-10-24")),
        ("10/24/2024", Some("2024-10-24")),
        ("2024-10-24 10:15", Some("2024-10-24")),
        ("04/04/2024", Some("2024-04-04")),
        ("03/04/2024", None),
        ("31 February 2024", None),
        ("24 people in 2024", None),
        ("", None),
    ] {
        assert_eq!(in_words(line).map(|day| day.to_string()).as_deref(), expected, "{line}");
    }
}

#[test]
fn lines_of_dates() {
    for (text, expected) in [
        ("Tarn, 2 March 2025", Some(("2025-03-02", false))),
        ("2 March 2025", Some(("2025-03-02", false))),
        ("TARN, Sarn (Northern Wire) – March 2, 2025", None),
        ("Tarn, Sarn – March 2, 2025, 14:20 GMT", Some(("2025-03-02", false))),
        ("Published 14 March 2026", Some(("2026-03-14", true))),
        ("Published: March 14, 2026 at 10:15 a.m.", Some(("2026-03-14", true))),
        ("Posted on 14/03/2026 in Politics, and updated later", Some(("2026-03-14", true))),
        ("By Ida Lund | 14 March 2026", Some(("2026-03-14", false))),
        ("2026-03-14", Some(("2026-03-14", false))),
        ("Date: 08/03/2025", Some(("08/03/2025", false))),
        ("Updated 14 March 2026", None),
        ("The ferry sank on 2 March 2025", None),
        ("2 March 2025 was a day of rain.", None),
        ("Battle of Marrow Ford, 2 March 2025", None),
        ("Rain Falls On All Of Sarn, 2 March 2025", None),
        ("Rain at dawn", None),
        ("Chapter 2/3/4", None),
    ] {
        let expected = expected.map(|(day, is_labelled)| DateLine { day: day.to_owned(), is_labelled });
        assert_eq!(line(text), expected, "{text}");
    }
}

#[test]
fn a_column_tells_the_order_where_its_days_agree() {
    let order = |days: &[&str]| {
        let mut column = Column::default();
        days.iter().for_each(|day| column.see(day));
        column.order()
    };
    assert_eq!(order(&["08/03/2025", " 25/03/2025 14:20"]), Some(Order::DayFirst));
    assert_eq!(order(&["08/03/2025", "03/25/2025"]), Some(Order::MonthFirst));
    assert_eq!(order(&["25/03/2025", "03/25/2025"]), None);
    assert_eq!(order(&["08/03/2025", "yesterday", ""]), None);
    let day =
        |text: &str, order| Numbers::at_start(text).and_then(|numbers| numbers.day(order)).map(|day| day.to_string());
    assert_eq!(day("08/03/2025", Some(Order::DayFirst)).as_deref(), Some("2025-03-08"));
    assert_eq!(day("08/03/2025", Some(Order::MonthFirst)).as_deref(), Some("2025-08-03"));
    assert_eq!(day("08/03/2025", None), None);
}

#[test]
fn a_time_shown_alone_has_the_day_of_its_stamp() {
    for (stamp, shown, expected) in [
        ("2024-10-23T18:40:00Z", "18.40", Some("2024-10-23 ")),
        ("2024-10-23T18:40:00Z", " 6:40pm ", Some("2024-10-23 ")),
        ("2024-10-23", "23 Oct 2024 18.40", None),
        ("2024-10-23", "an hour ago", None),
        ("18:40", "18:40", None),
    ] {
        assert_eq!(of_clock(stamp, shown).as_deref(), expected, "{shown}");
    }
}
