//! `onrecord export`: the whole collection as a folder of files.
//!
//! Everything is read from a copy of the database that was cleaned before, and written into a hidden folder beside the one
//! that was named, which takes its place in one step: a run that is killed leaves no half of an export under that name.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Args;
use futures::TryStreamExt;
use tokio::sync::watch;
use url::Url;

use super::DONE;
use super::progress::{Progress, stop_on_ctrl_c};
use crate::config::public_url;
use crate::domain::{ClaimRecord, FLAT_COLUMNS, FlatCell};
use crate::exchange::{Column, Field, Form, HashedFile, Package, Producer, Resource, TableWriter, readme};
use crate::store::{FieldKind, KEPT_FILES, KeptFile, Store};

/// Arguments of `onrecord export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The form of the files; jsonl and sqlite can be imported
    #[arg(long, value_enum, value_name = "FORM")]
    format: Form,
    /// Where readers reach the site, for the addresses of claims
    #[arg(long, value_name = "URL", env = "ONRECORD_PUBLIC_URL")]
    public_url: Option<String>,
    /// A new or an empty folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) async fn run(args: ExportArgs, configured_url: Option<String>, store: &Store) -> anyhow::Result<u8> {
    let folder = args.folder.as_path();
    check_folder(folder)?;
    let given = args.public_url.or(configured_url).filter(|url| !url.is_empty());
    let site = given.as_deref().map(public_url).transpose()?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot_write = || format!("the folder {} cannot be written", parent.display());
    std::fs::create_dir_all(parent).with_context(cannot_write)?;
    let hidden = tempfile::Builder::new().prefix(".onrecord-export-").tempdir_in(parent).with_context(cannot_write)?;
    let whole = hidden.path().join("whole");
    std::fs::create_dir(&whole).with_context(cannot_write)?;
    let stop = stop_on_ctrl_c();
    let copy = store.copy_for_export(&hidden.path().join("copy.db")).await.with_context(|| {
        format!("the database cannot be copied to {}, where an export needs as much space beside it", parent.display())
    })?;
    store.close().await;
    let claims = copy.current_claim_count().await?;
    let total = match args.format {
        Form::Sqlite => 0,
        form => lines_in(&copy, form).await? + claims,
    };
    let progress = Progress::counting(total, "lines");
    let mut export = Export { copy: &copy, form: args.format, site, folder: &whole, progress, stop, done: 0 };
    let resources = export.files().await?;
    export.progress.finish();
    let created = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let package = Package::new(Producer::this(args.format, Store::keys_version(), claims), created, resources);
    package.write(&whole)?;
    std::fs::write(whole.join("README.md"), readme(&package, &copy.terms().await?))?;
    copy.close().await;
    if folder.exists() {
        std::fs::remove_dir(folder)?;
    }
    std::fs::rename(&whole, folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    print(&package, folder);
    Ok(DONE)
}

/// Checks that nothing is in the way.
fn check_folder(folder: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    ensure!(folder.is_dir(), "{} is a file; name a new or an empty folder", folder.display());
    let mut entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    ensure!(entries.next().is_none(), "the folder {} is not empty; name a new or an empty one", folder.display());
    Ok(())
}

/// The files of [`KEPT_FILES`] that are written in a form: all that an import needs, or what tables are for.
fn files_in(form: Form) -> impl Iterator<Item = &'static KeptFile> {
    const TABLES: [&str; 4] = ["publishers", "articles", "texts", "sources"];
    KEPT_FILES.into_iter().filter(move |file| form.is_whole() || TABLES.contains(&file.name))
}

async fn lines_in(copy: &Store, form: Form) -> anyhow::Result<u64> {
    let mut lines = 0;
    for file in files_in(form) {
        lines += copy.line_count(file).await?;
    }
    Ok(lines)
}

/// A run, while its files are written.
struct Export<'e> {
    copy: &'e Store,
    form: Form,
    site: Option<Url>,
    folder: &'e Path,
    progress: Progress,
    stop: watch::Receiver<bool>,
    done: usize,
}

impl Export<'_> {
    async fn files(&mut self) -> anyhow::Result<Vec<Resource>> {
        if self.form == Form::Sqlite {
            return Ok(vec![self.database().await?]);
        }
        let mut resources = vec![self.claims().await?];
        for file in files_in(self.form) {
            let resource = match self.form {
                Form::Jsonl => self.lines(file).await?,
                _ => self.table(file).await?,
            };
            resources.push(resource);
        }
        Ok(resources)
    }

    fn create(&self, name: &str) -> anyhow::Result<HashedFile> {
        let path = self.folder.join(format!("{name}.{}", self.form.word()));
        HashedFile::create(&path).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Notes what is done; an error where the run was told to stop.
    fn did(&mut self, lines: usize) -> anyhow::Result<()> {
        self.done += lines;
        self.progress.at(self.done);
        if *self.stop.borrow() { bail!("stopped; nothing was exported") } else { Ok(()) }
    }

    async fn database(&self) -> anyhow::Result<Resource> {
        let path = self.folder.join("onrecord.sqlite");
        self.copy.compact_copy(&path).await?;
        std::fs::File::open(&path)?.sync_all()?;
        let about = "The database, without what was withdrawn.";
        Ok(Resource::new(self.form, "onrecord", about, crate::exchange::digest_of(&path)?))
    }

    async fn lines(&mut self, file: &'static KeptFile) -> anyhow::Result<Resource> {
        let mut out = self.create(file.name)?;
        let copy = self.copy;
        let mut lines = std::pin::pin!(copy.lines(file));
        let mut rows = 0;
        while let Some(line) = lines.try_next().await? {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
            rows += 1;
            self.did(1)?;
        }
        let kind = |kind| match kind {
            FieldKind::Text => "string",
            FieldKind::Number => "number",
            FieldKind::Flag => "boolean",
            FieldKind::List => "array",
            FieldKind::Nested => "any",
        };
        let fields = file.fields.iter().map(|field| Field::new(field.name, kind(field.kind), field.about)).collect();
        Ok(Resource::new(self.form, file.name, file.about, out.finish()?).with_fields(rows, fields))
    }

    async fn table(&mut self, file: &'static KeptFile) -> anyhow::Result<Resource> {
        let columns: Vec<Column> = file
            .fields
            .iter()
            .filter_map(|field| {
                let kind = field.kind.flat()?;
                Some(Column { name: field.name.to_owned(), kind, about: field.about.to_owned() })
            })
            .collect();
        let mut table = TableWriter::begin(self.form, self.create(file.name)?, &columns)?;
        let copy = self.copy;
        let mut lines = std::pin::pin!(copy.lines(file));
        let mut rows = 0;
        while let Some(line) = lines.try_next().await? {
            let line: serde_json::Value = serde_json::from_str(&line)?;
            let cells = columns.iter().map(|column| column.kind.cell(&line[&column.name])).collect();
            table.row(cells)?;
            rows += 1;
            self.did(1)?;
        }
        Ok(Resource::new(self.form, file.name, file.about, table.finish()?).with_columns(rows, self.form, &columns))
    }

    async fn claims(&mut self) -> anyhow::Result<Resource> {
        const NAME: &str = "claims";
        const ABOUT: &str = "The claims that the newest reading of each article yields, as pages show them.";
        let out = self.create(NAME)?;
        if self.form == Form::Jsonl {
            let (rows, written) = self.claim_lines(out).await?;
            let fields = CLAIM_FIELDS.iter().map(|(name, kind, about)| Field::new(name, kind, about)).collect();
            return Ok(Resource::new(self.form, NAME, ABOUT, written).with_fields(rows, fields));
        }
        let columns: Vec<Column> = FLAT_COLUMNS
            .iter()
            .map(|column| Column { name: column.name.to_owned(), kind: column.kind, about: column.about.to_owned() })
            .collect();
        let mut table = TableWriter::begin(self.form, out, &columns)?;
        let mut claims = self.copy.current_claims();
        let mut rows = 0;
        loop {
            let batch = claims.next().await?;
            if batch.is_empty() {
                break;
            }
            for claim in &batch {
                let permalink = self.permalink(claim).unwrap_or_default();
                let cells: Vec<FlatCell> = FLAT_COLUMNS.iter().map(|column| column.cell(claim, &permalink)).collect();
                table.row(cells)?;
            }
            rows += batch.len() as u64;
            self.did(batch.len())?;
        }
        Ok(Resource::new(self.form, NAME, ABOUT, table.finish()?).with_columns(rows, self.form, &columns))
    }

    async fn claim_lines(&mut self, mut out: HashedFile) -> anyhow::Result<(u64, crate::exchange::Written)> {
        let mut claims = self.copy.current_claims();
        let mut rows = 0;
        loop {
            let batch = claims.next().await?;
            if batch.is_empty() {
                return Ok((rows, out.finish()?));
            }
            let count = batch.len();
            for claim in batch {
                let claim = ClaimRecord { permalink: self.permalink(&claim), ..claim };
                serde_json::to_writer(&mut out, &claim)?;
                out.write_all(b"\n")?;
            }
            rows += count as u64;
            self.did(count)?;
        }
    }

    /// The address of a claim's page, where the site's is known.
    fn permalink(&self, claim: &ClaimRecord) -> Option<String> {
        self.site.as_ref().map(|site| format!("{site}claims/{}", claim.id))
    }
}

/// The fields of a claim as JSON.
const CLAIM_FIELDS: [(&str, &str, &str); 17] = [
    ("id", "string", "The permanent id of the claim."),
    ("permalink", "string", "The address of its page; absent where the site's address was not told."),
    ("inside", "string", "The claim inside which it stands; null where it stands in none."),
    ("article", "object", "Its article: id, version, file, url, title, publisher, published, license, attribution."),
    ("content", "object", "The words claimed: text, and spans in code points of the text of that version."),
    ("cue", "object", "The words that attribute them; null where there are none."),
    ("mention", "object", "The words that name the source there; null where there are none."),
    ("source", "object", "Who said it: slug, name, kind, role, wikidata, maybe; null where that could not be told."),
    ("others", "array", "Further sources of the same claim, each with its mention."),
    ("via", "array", "Those through whom it came, innermost first."),
    ("quotation", "string", "direct, indirect or mixed."),
    ("stance", "string", "What the source does with the content."),
    ("manner", "string", "statement or attitude."),
    ("said", "object", "When it was said: edtf, basis, text; null where nothing tells it."),
    ("figures", "array", "The quantities in the content: text, min, max, about, unit, spans."),
    (
        "confidence",
        "number",
        "The calibrated probability, 0 to 1, that it was read rightly; null where none was given.",
    ),
    ("extractor", "string", "What found it, with its version."),
];

fn print(package: &Package, folder: &Path) {
    println!("Exported {} claims to {}:", package.onrecord.claims, folder.display());
    for resource in &package.resources {
        let rows = resource.rows.map_or_else(String::new, |rows| format!("{rows} rows, "));
        println!("{:>26}  {rows}{} bytes", resource.path, resource.bytes);
    }
    println!("Its README.md tells of fields, hashes and licences; what was withdrawn is not in it.");
}
