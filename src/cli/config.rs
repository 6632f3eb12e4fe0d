//! `onrecord config`: which settings are in force, and where each comes from.

use std::fmt::Display;
use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::DONE;
use crate::config::{CACHE, ConfigFile, NotifySection, ServeConfig, TextShown, WatchSection};
use crate::web::Limits;

/// Where the default is worked out from other settings, or from the machine.
const OF_NOTHING: &str = "not set";

/// What flags and the environment say.
struct Given<'m>(&'m ArgMatches);

impl Given<'_> {
    /// Where a setting comes from that the file has or has not.
    fn origin(&self, id: &str, is_in_file: bool) -> String {
        let flag = format!("--{}", id.replace('_', "-"));
        match self.0.value_source(id) {
            Some(ValueSource::CommandLine) => flag,
            Some(ValueSource::EnvVariable) => format!("ONRECORD_{}", id.to_uppercase()),
            _ if is_in_file => "file".to_owned(),
            _ => "default".to_owned(),
        }
    }
}

/// Prints the settings as a configuration file has them, each with its origin. Values of secrets are no settings: only the name of
/// the variable or file that holds one is.
pub(super) fn run(flags: &ArgMatches, config: ServeConfig, file: ConfigFile, named: &Named<'_>) -> anyhow::Result<u8> {
    let given = Given(flags);
    let file_name = named.config.map_or_else(|| "no file".to_owned(), |config| config.display().to_string());
    println!("# In force, with where each comes from; “file” is {file_name}.");
    let path = |id: &str, value: Option<&Path>, is_in_file: bool| {
        line(id, value.map(|path| text(&path.display())), &given.origin(id, is_in_file));
    };
    path("database", Some(named.database), file.database.is_some());
    path("model", named.model, file.model.is_some());
    path("registry", named.registry, file.registry.is_some());
    line("log_format", Some(text(&named.log_format)), &given.origin("log_format", false));
    println!("\n[serve]");
    let serve = &file.serve;
    let origins = [
        ("listen", serve.listen.is_some()),
        ("public_url", serve.public_url.is_some()),
        ("text", serve.text.is_some()),
        ("contact", serve.contact.is_some()),
        ("cache", serve.cache.is_some()),
        ("connections", serve.connections.is_some()),
        ("questions", serve.questions.is_some()),
        ("database_memory", serve.database_memory.is_some()),
        ("trusted_proxies", !serve.trusted_proxies.is_empty()),
        ("requests", serve.requests.is_some()),
    ]
    .map(|(id, is_in_file)| given.origin(id, is_in_file));
    let config = config.or(file.serve);
    // Where port 0 is asked for, the address is known when the site listens.
    let site = config.site(config.listen(), None)?;
    let shown = if site.text == TextShown::Full { "full" } else { "passages" };
    let limits = Limits::default();
    let values = [
        ("listen", Some(text(&config.listen()))),
        ("public_url", Some(text(&site.public_url))),
        ("text", Some(text(&shown))),
        ("contact", site.contact.as_ref().map(text)),
        ("cache", Some(config.cache.unwrap_or(CACHE).to_string())),
        ("connections", Some(config.connections.map_or(limits.connections, std::num::NonZeroUsize::get).to_string())),
        ("questions", Some(config.questions.map_or(limits.questions, std::num::NonZeroUsize::get).to_string())),
        ("database_memory", Some(config.database_memory().to_string())),
        ("trusted_proxies", Some(list(&config.trusted_proxies))),
        ("requests", config.requests.map(|requests| requests.to_string())),
    ];
    for ((id, value), origin) in values.into_iter().zip(origins) {
        line(id, value, &origin);
    }
    print_watch(&file.watch);
    file.notify.iter().for_each(print_notify);
    Ok(DONE)
}

/// Settings of every command.
pub(super) struct Named<'c> {
    pub(super) config: Option<&'c Path>,
    pub(super) database: &'c Path,
    pub(super) model: Option<&'c Path>,
    pub(super) registry: Option<&'c Path>,
    pub(super) log_format: &'static str,
}

fn print_watch(watch: &WatchSection) {
    println!("\n[watch]");
    let of_file = |is: bool| if is { "file" } else { "default" };
    line("feeds", Some(list(&watch.feeds)), of_file(!watch.feeds.is_empty()));
    let time = |time: std::time::Duration| text(&format_args!("{}s", time.as_secs_f64()));
    line("every", watch.every.map(time), of_file(watch.every.is_some()));
    line("delay", watch.delay.map(time), of_file(watch.delay.is_some()));
    let private = watch.allow_private_addresses;
    line("allow_private_addresses", Some(private.to_string()), of_file(private));
    line("contact", watch.contact.as_ref().map(text), of_file(watch.contact.is_some()));
    line(
        "keep_originals",
        Some(watch.keep_originals.unwrap_or(true).to_string()),
        of_file(watch.keep_originals.is_some()),
    );
}

fn print_notify(search: &NotifySection) {
    println!("\n[[notify]]");
    let of_file = |id: &str, value: Option<String>| {
        if value.is_some() {
            line(id, value, "file");
        }
    };
    of_file("name", Some(text(&search.name)));
    of_file("search", Some(text(&search.search)));
    // The address of a webhook often holds its secret.
    let host = |address: &String| address.parse::<url::Url>().ok().and_then(|url| url.host_str().map(str::to_owned));
    of_file(
        "webhook",
        search
            .webhook
            .as_ref()
            .map(|address| text(&format_args!("{} (the rest is hidden)", host(address).unwrap_or_default()))),
    );
    of_file("secret_env", search.secret_env.as_ref().map(text));
    of_file("secret_file", search.secret_file.as_ref().map(|file| text(&file.display())));
    of_file("mailbox", search.mailbox.as_ref().map(|file| text(&file.display())));
    of_file("allow_private_addresses", search.allow_private_addresses.then(|| "true".to_owned()));
}

fn list(values: &[impl Display]) -> String {
    format!("[{}]", values.iter().map(text).collect::<Vec<_>>().join(", "))
}

fn text(value: &impl Display) -> String {
    format!("{:?}", value.to_string())
}

fn line(name: &str, value: Option<String>, origin: &str) {
    match value {
        Some(value) => println!("{:44} # {origin}", format!("{name} = {value}")),
        None => println!("{:44} # {origin}", format!("# {name}: {OF_NOTHING}")),
    }
}
