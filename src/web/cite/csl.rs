//! A citation as an item of CSL-JSON (Citation Style Language 1.0.2).

use serde_json::{Map, Value, json};

use super::clean::address;
use super::wording::Cited;

/// The item, on one line.
pub(super) fn item(cited: &Cited) -> String {
    let mut item = Map::new();
    let mut field = |name: &str, value: Value| item.insert(name.to_owned(), value);
    field("id", format!("onrecord-{}", cited.id).into());
    field("type", "article-newspaper".into());
    field("title", cited.title.as_str().into());
    if !cited.authors.is_empty() {
        let literal = |name: &String| json!({ "literal": name });
        field("author", cited.authors.iter().map(literal).collect());
    }
    if let Some(publisher) = &cited.publisher {
        field("container-title", publisher.as_str().into());
    }
    if let Some(day) = cited.published {
        field("issued", json!({ "date-parts": [[day.year(), day.month(), day.day()]] }));
    }
    if let Some(language) = &cited.language {
        field("language", language.as_str().into());
    }
    field("URL", address(cited.address()).into());
    field("source", "Onrecord".into());
    field("note", cited.summary().into());
    Value::Object(item).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::wording::tests::hard;
    use super::*;

    #[test]
    fn an_item_has_the_fields_of_a_newspaper_article() {
        let item: Value = serde_json::from_str(&item(&hard())).unwrap();
        assert_eq!(item["type"], "article-newspaper");
        assert_eq!(item["author"], json!([{"literal": "Ida & Co_1"}, {"literal": "محمد علي"}]));
        assert_eq!(item["issued"], json!({"date-parts": [[2025, 3, 5]]}));
        assert_eq!(item["container-title"], "River | Post = ]] {{x");
        assert_eq!(item["URL"], "https://river.example/a%20b?c=%7Bd%7D");
        assert!(item["note"].as_str().unwrap().starts_with("Ada Brandt, General, through John Kirby, said: “It is"));
    }
}
