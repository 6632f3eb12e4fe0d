//! The publisher of an article that names none.

use crate::domain::NewArticle;
use crate::registry::Registry;

/// Names the publisher of an article that gives none, where the registry knows who prints at the host of its address.
pub(crate) fn name_publisher(article: &mut NewArticle, registry: &Registry) {
    if article.publisher.is_some() {
        return;
    }
    if let Some(name) = article.address().and_then(|address| registry.outlet_at(&address.host())) {
        article.publisher = Some(name.to_owned());
        article.from.insert("publisher", "host of the address".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_host_names_the_publisher_and_a_given_name_stays() {
        for (url, given, publisher, from) in [
            ("https://www.reuters.com/world/a", None, Some("Reuters"), Some("host of the address")),
            ("https://www.reuters.com/world/a", Some("Vell Courier"), Some("Vell Courier"), None),
            ("https://courier.example/a", None, None, None),
        ] {
            let mut article =
                NewArticle { url: Some(url.into()), publisher: given.map(str::to_owned), ..NewArticle::default() };
            name_publisher(&mut article, Registry::built_in());
            assert_eq!(article.publisher.as_deref(), publisher, "{url}");
            assert_eq!(article.from.get("publisher").map(String::as_str), from, "{url}");
        }
    }
}
