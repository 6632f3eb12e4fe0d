//! Tables: each line a text and, after the arrow, its figures as "least to greatest, unit". "?" stands for no unit, "-"
//! for no value, "~" for about, "none" for no figure.

use super::*;
use crate::extract::segment::segment;

fn show(text: &str) -> String {
    let document = segment(text);
    let value = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let found: Vec<String> = figures(&document, &[Span::new(0, text.len())])
        .iter()
        .map(|figure| {
            let about = if figure.about { "~" } else { "" };
            let unit = figure.unit.as_deref().unwrap_or("?");
            format!("{about}{} to {}, {unit}", value(figure.min), value(figure.max))
        })
        .collect();
    if found.is_empty() { "none".to_owned() } else { found.join("; ") }
}

#[track_caller]
fn check(table: &str, cases: usize) {
    let lines: Vec<&str> = table.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(lines.len(), cases);
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let (text, expected) = line.split_once(" -> ").unwrap();
            let found = show(text.trim());
            (found != expected.trim()).then(|| format!("{}\n    {found}\n    {}", text.trim(), expected.trim()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong (text, found, expected):\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers_are_read_as_written() {
    check(
        "
        3,000 troops crossed the river -> 3000 to 3000, troops
        the pit is 1.5 kilometres deep -> 1.5 to 1.5, kilometres
        1 500 soldiers came -> 1500 to 1500, soldiers
        1 250 000 tonnes were shipped -> 1250000 to 1250000, tonnes
        it grew by 1,5 million tonnes -> 1500000 to 1500000, tonnes
        it grew by 2,5 % -> 2.5 to 2.5, %
        1,5 soldiers came -> none
        about 1.500 soldiers came -> none
        1.500.000 people fled -> 1500000 to 1500000, people
        10,00,000 people fled -> 1000000 to 1000000, people
        2.3 million refugees -> 2300000 to 2300000, refugees
        12million people -> 12000000 to 12000000, people
        3bn people live there -> 3000000000 to 3000000000, people
        2.3m crossings were counted -> 2300000 to 2300000, crossings
        a shell fell 300m away -> 300 to 300, m
        5k rifles were found -> 5000 to 5000, rifles
        2½ hours passed -> 2.5 to 2.5, hours
        twenty-two villages burned -> 22 to 22, villages
        twenty two villages burned -> 22 to 22, villages
        two and a half thousand men -> 2500 to 2500, men
        2 and a half years -> 2.5 to 2.5, years
        they marched three-and-a-half miles -> 3.5 to 3.5, miles
        a hundred villages burned -> 100 to 100, villages
        two hundred and fifty houses -> 250 to 250, houses
        one thousand two hundred men -> 1200 to 1200, men
        three hundred thousand shells -> 300000 to 300000, shells
        half a million shells -> 500000 to 500000, shells
        a million and a half shells -> 1500000 to 1500000, shells
        a quarter of a million people -> 250000 to 250000, people
        half a dozen trucks -> 6 to 6, trucks
        half-a-dozen trucks -> 6 to 6, trucks
        a dozen trucks -> 12 to 12, trucks
        two dozen trucks burned -> 24 to 24, trucks
        a couple of trucks burned -> ~2 to 2, trucks
        a couple of thousand soldiers -> ~2000 to 2000, soldiers
        a pair of drones fell -> 2 to 2, drones
        half an hour passed -> 0.5 to 0.5, hour
        a year and a half passed -> 1.5 to 1.5, year
        zero aircraft were lost -> 0 to 0, aircraft
        the cold reached minus 20 degrees Celsius -> -20 to -20, degrees Celsius
        the cold reached -20°C -> -20 to -20, °C
        5 lakh people and 2 crore rupees -> 500000 to 500000, people; 20000000 to 20000000, rupees
        ",
        42,
    );
}

#[test]
fn words_bound_numbers() {
    check(
        "
        it sent at least 3,000 troops to the east -> 3000 to -, troops
        no fewer than 12 guns were lost -> 12 to -, guns
        no less than 40 tonnes -> 40 to -, tonnes
        more than 300 people fled -> 300 to -, people
        over 300 people fled -> 300 to -, people
        upwards of 300 people fled -> 300 to -, people
        in excess of 300 shells -> 300 to -, shells
        a minimum of 30 shells -> 30 to -, shells
        300 or more people fled -> 300 to -, people
        300 people or more fled -> 300 to -, people
        300+ people fled -> 300 to -, people
        300-plus people fled -> 300 to -, people
        some 300 people at least -> ~300 to -, people
        up to 2,000 Orvanian soldiers were there -> - to 2000, Orvanian soldiers
        no more than 20 boats came -> - to 20, boats
        not more than 20 boats came -> - to 20, boats
        as many as 20 boats came -> - to 20, boats
        fewer than 20 boats came -> - to 20, boats
        less than 20 kilometres away -> - to 20, kilometres
        a maximum of 20 boats -> - to 20, boats
        within 48 hours -> - to 48, hours
        20 boats at most -> - to 20, boats
        about 120 people use it -> ~120 to 120, people
        around 120 people use it -> ~120 to 120, people
        roughly 120 people use it -> ~120 to 120, people
        some 120 people use it -> ~120 to 120, people
        nearly 3,000 people use it -> ~3000 to 3000, people
        almost 3,000 people use it -> ~3000 to 3000, people
        close to 3,000 people use it -> ~3000 to 3000, people
        an estimated 3,000 people use it -> ~3000 to 3000, people
        just over 3,000 people use it -> ~3000 to 3000, people
        just under a hundred people use it -> ~100 to 100, people
        300-odd people use it -> ~300 to 300, people
        300 or so people use it -> ~300 to 300, people
        perhaps a dozen people use it -> ~12 to 12, people
        at least an estimated 300 people -> ~300 to -, people
        up to about 300 people -> ~- to 300, people
        exactly 300 people and only 12 guns -> 300 to 300, people; 12 to 12, guns
        there were reports about 12 soldiers -> 12 to 12, soldiers
        it took control over 12 villages -> 12 to 12, villages
        it lost nine guns over 24 hours -> 9 to 9, guns; 24 to 24, hours
        it held for over 24 hours -> 24 to -, hours
        the toll was more than 300 -> 300 to -, ?
        at least “300 volunteers” came -> 300 to -, volunteers
        ",
        44,
    );
}

#[test]
fn ranges_have_two_ends() {
    check(
        "
        40 to 60 vehicles moved -> 40 to 60, vehicles
        40-60 vehicles moved -> 40 to 60, vehicles
        40–60 vehicles moved -> 40 to 60, vehicles
        between 40 and 60 military vehicles moved -> 40 to 60, military vehicles
        between about 40 and 60 vehicles moved -> ~40 to 60, vehicles
        about 40 to 60 vehicles moved -> ~40 to 60, vehicles
        two or three vehicles moved -> 2 to 3, vehicles
        5-6 million people -> 5000000 to 6000000, people
        two to three hundred people -> 200 to 300, people
        between 14,000 and 16,000 men -> 14000 to 16000, men
        800,000 to 1 million people -> 800000 to 1000000, people
        it cost $3m-$5m -> 3000000 to 5000000, $
        it cost $3 million to $5 million -> 3000000 to 5000000, $
        between $3 and $5 billion -> 3000000000 to 5000000000, $
        it costs $25-30m -> 25000000 to 30000000, $
        40% to 60% of it burned -> 40 to 60, %
        40 to 60 per cent burned -> 40 to 60, per cent
        40 km to 60 km away -> 40 to 60, km
        10-15km deep -> 10 to 15, km
        it lasted two to three weeks -> 2 to 3, weeks
        estimates ranging from 5,000 to 8,000 soldiers -> 5000 to 8000, soldiers
        it rose from 14% to 18% -> 14 to 14, %; 18 to 18, %
        the toll rose from 40 to 60 -> 40 to 40, ?; 60 to 60, ?
        up to 40-60 vehicles moved -> - to 60, vehicles
        it fell 3% to 600 points -> 3 to 3, %; 600 to 600, points
        it lost 55-50% and cost $14.19-1 -> none
        it costs 1 to 5 cents more -> 1 to 5, cents
        shells fell 3 to 5m away -> 3 to 5, m
        between 40 and 60 155mm guns -> 40 to 60, 155mm guns
        10 to 15,000 people fled -> 10000 to 15000, people
        fights between two brigades and three battalions -> 2 to 2, brigades; 3 to 3, battalions
        ",
        31,
    );
}

#[test]
fn plurals_and_small_words_have_a_least() {
    check(
        "
        dozens of people and thousands of North Korean troops -> 24 to -, people; 2000 to -, North Korean troops
        hundreds of people fled -> 200 to -, people
        tens of thousands of people fled -> 20000 to -, people
        hundreds of thousands fled -> 200000 to -, ?
        hundreds of millions of dollars -> 200000000 to -, dollars
        scores of people fled -> 40 to -, people
        it scores high -> none
        dozens were wounded -> 24 to -, ?
        dozens more people fled -> 24 to -, people
        several hundred people fled -> 200 to -, people
        a few thousand people fled -> 2000 to -, people
        several dozen people fled -> 24 to -, people
        several people and a few dogs -> none
        many villages and no guns -> none
        up to several hundred people -> none
        about a dozen of the guns -> ~12 to 12, guns
        ",
        16,
    );
}

#[test]
fn shares_and_money_have_units() {
    check(
        "
        12% of the town burned -> 12 to 12, %
        12 % of the town burned -> 12 to 12, %
        12 percent of it burned -> 12 to 12, percent
        twelve per cent of it burned -> 12 to 12, per cent
        it fell by 3.5 percentage points -> 3.5 to 3.5, percentage points
        half of the missiles fell -> 0.5 to 0.5, of the missiles
        more than half the force left -> 0.5 to -, the force
        a third of its grain comes from there -> 0.3333333333333333 to 0.3333333333333333, of its grain
        a quarter of them left -> 0.25 to 0.25, ?
        about a tenth of its guns -> ~0.1 to 0.1, of its guns
        three-quarters of the guns -> 0.75 to 0.75, of the guns
        one in five houses burned -> 0.2 to 0.2, in five houses
        it shrank by half -> 0.5 to 0.5, ?
        a third country and the second half of the year -> none
        it cost $1.5 million and 12 percent more -> 1500000 to 1500000, $; 12 to 12, percent
        it cost £750m so far -> 750000000 to 750000000, £
        it cost €5bn -> 5000000000 to 5000000000, €
        it cost US$5bn -> 5000000000 to 5000000000, US$
        it cost USD 5 million -> 5000000 to 5000000, USD
        it cost 5 million USD -> 5000000 to 5000000, USD
        it cost 5 million dollars -> 5000000 to 5000000, dollars
        it cost 30 billion hryvnias -> 30000000000 to 30000000000, hryvnias
        a $61bn aid package -> 61000000000 to 61000000000, $
        a $50-million package -> 50000000 to 50000000, $
        a 5 million dollar loan -> 5000000 to 5000000, dollar
        some 867 million Swedish kronor -> ~867000000 to 867000000, Swedish kronor
        ",
        26,
    );
}

#[test]
fn units_are_nouns_with_attributes() {
    check(
        "
        18 North Korean soldiers left -> 18 to 18, North Korean soldiers
        two brigades, each with up to 6,000 men -> 2 to 2, brigades; - to 6000, men
        at least a dozen self-propelled guns -> 12 to -, self-propelled guns
        50 infantry fighting vehicles -> 50 to 50, infantry fighting vehicles
        300 special forces soldiers came -> 300 to 300, special forces soldiers
        12 US soldiers and 3 U.S. officers -> 12 to 12, US soldiers; 3 to 3, U.S. officers
        300 Russian and Belarusian officials -> 300 to 300, Russian and Belarusian officials
        40 women and children were led out -> 40 to 40, women and children
        31 Leopard 2 tanks and 14 155mm guns -> 31 to 31, Leopard 2 tanks; 14 to 14, 155mm guns
        two 500-kilogram bombs fell -> 2 to 2, 500-kilogram bombs
        12 more people and 3,000 additional troops -> 12 to 12, people; 3000 to 3000, troops
        18 of the soldiers and two of his men -> 18 to 18, soldiers; 2 to 2, men
        22 of the 29 schools were hit -> 22 to 22, schools; 29 to 29, schools
        three of them left -> 3 to 3, ?
        12 people were killed and 30 wounded -> 12 to 12, people; 30 to 30, ?
        shells killed 12 and wounded 30 -> 12 to 12, ?; 30 to 30, ?
        shells killed three and injured three others -> 3 to 3, ?; 3 to 3, ?
        15 dead, 3 missing -> 15 to 15, ?; 3 to 3, ?
        one soldier was killed and two wounded -> 1 to 1, soldier; 2 to 2, ?
        at least one of the drones fell -> 1 to -, drones
        it flies 40 kilometres per hour -> 40 to 40, kilometres per hour
        it flies at 40 km/h -> 40 to 40, km/h
        300 drones a day came -> 300 to 300, drones a day
        1,500 square kilometres and 20 sq km -> 1500 to 1500, square kilometres; 20 to 20, sq km
        it lies 40km from the town (25 miles) -> 40 to 40, km; 25 to 25, miles
        three weeks passed, then 24 hours -> 3 to 3, weeks; 24 to 24, hours
        it was hit three times -> 3 to 3, times
        a 10,000-strong army -> 10000 to 10000, ?
        the town of 300 in the hills -> 300 to 300, ?
        losses are 600 to 1,000 a day -> 600 to 1000, a day
        50 anti-aircraft tanks -> 50 to 50, anti-aircraft tanks
        a third of the country's plants -> 0.3333333333333333 to 0.3333333333333333, of the country's plants
        her two sons and the two reporters left -> 2 to 2, sons; 2 to 2, reporters
        fourteen ewes and forty-two bodies -> 14 to 14, ewes; 42 to 42, bodies
        ",
        34,
    );
}

#[test]
fn dates_times_and_ages_are_no_quantities() {
    check(
        "
        a Su-35 and a T-72 came at 02:30 on 4 March -> none
        on October 23 and in 2024 it fell -> none
        on 23 October 2024 it fell -> none
        on Oct. 23 and 24 it fell -> none
        from 23 to 25 October it rained -> none
        between October 23 and November 2 it rained -> none
        on 24.02.2022 and 2024-10-23 and 23/10/2024 -> none
        on May 12 it fell -> none
        in October 12 people were killed -> 12 to 12, people
        the war of 2014-2022 and the years 1941–45 -> none
        the 2022 elections and the 1990s -> none
        by 2003 people were tired -> none
        more than 2000 people came -> 2000 to -, people
        in 1812 they marched -> none
        at 5 p.m. and at 10.30am and 5 o'clock -> none
        they met at ten and left at 11 -> none
        from 9 to 11 GMT -> none
        the toll stood at 10 -> 10 to 10, ?
        Ama Reth, 45, left -> none
        Ama Reth (45) left -> none
        a man aged 45 and a 45-year-old -> none
        a woman of 45 years of age is 45 years old -> none
        men aged 18 to 60 may not leave -> none
        men between 18 and 60 may not leave -> none
        women over 60 may leave -> none
        the age of 18, the ages of five and 15 -> none
        people older than 60 and a girl of 16 -> none
        he was 11 then -> none
        he turned 45 -> none
        three weeks ago and two days later -> none
        a 24-hour halt and a five-year plan -> none
        a 24 hour halt -> none
        ",
        32,
    );
}

#[test]
fn names_and_marks_are_no_quantities() {
    check(
        "
        a 155 mm gun, the 3rd brigade and the 47th Brigade -> none
        the third brigade came first -> none
        Resolution 2231 and Article 5 -> none
        Article 5 guarantees help -> none
        the F-16, the S-300 and the M1A1 -> none
        the Su–35 fell -> none
        the Leopard 2 tanks came -> none
        the Nord Stream 2 pipeline -> none
        Flight MH17 and COVID-19 and the G7 -> none
        the Group of Seven and the Group of 20 -> none
        Hill 70 and Unit 8200 -> none
        phase 2 and chapter seven -> none
        No. 4 and no. 12 -> none
        at 10 Downing Street -> none
        at 12 Old Mill Road -> none
        call 112 or +44 20 555 0199 -> none
        call 555-0199 -> none
        24/7 and 9/11 -> none
        it won 3-1 and 1-3 -> none
        1. The first -> none
        see [12] and (7) -> none
        see section 3.2 -> none
        one of them fell and no one came -> none
        the two met and the two sides agreed -> none
        for two reasons -> none
        he is one to watch, one must say; one’s wars -> none
        the 24 Channel and the 47 Brigade -> none
        the Big Four -> none
        4x4 cars and version 2.0 -> none
        ",
        29,
    );
}

#[test]
fn spans_are_the_words_in_order() {
    let text = "Reth said at least 3,000 of the Orvanian troops, between 40 and 60 guns and $3m – no, US$5 million – were lost.";
    let document = segment(text);
    let parts = [Span::new(10, 48), Span::new(49, text.len())];
    let found = figures(&document, &parts);
    let words: Vec<_> = found.iter().map(|figure| figure.span.of(text)).collect();
    assert_eq!(words, ["at least 3,000 of the Orvanian troops", "between 40 and 60 guns", "$3m", "US$5 million"]);
    assert!(figures(&document, &[Span::new(10, 17)]).is_empty());
}

#[test]
fn hostile_texts_do_no_harm() {
    for part in [
        "hundred ",
        "hundreds of ",
        "1 ",
        "111 ",
        "1-2-3-",
        "between 1 and ",
        "a half ",
        "$",
        "at least ",
        "over ",
        "½",
        "9,9",
        "two and a ",
        "Mr 1 ",
        "of the ",
        "0",
        "-",
        "5 to ",
        "١٢ ",
        "5\u{212a}g ",
        "1/",
        "x of 3 ",
        "about “",
    ] {
        let text = part.repeat(300);
        let document = segment(&text);
        for figure in figures(&document, &[Span::new(0, text.len())]) {
            assert!(!figure.span.is_empty() && text.get(figure.span.start..figure.span.end).is_some(), "{figure:?}");
            assert!(figure.min.into_iter().chain(figure.max).all(f64::is_finite), "{figure:?}");
        }
    }
}

#[test]
fn long_contents_cost_their_length() {
    let text = "at least 3,000 to 4,000 Orvanian soldiers and dozens of guns for hundreds of thousands of ".repeat(500);
    let document = segment(&text);
    let found = figures(&document, &[Span::new(0, text.len())]);
    assert!(found.len() >= 1000, "{}", found.len());
}
