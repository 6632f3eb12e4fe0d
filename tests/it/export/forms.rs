//! The files of an export, form by form.

use std::fs::File;
use std::path::{Path, PathBuf};

use onrecord::store::KEPT_FILES;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use sha2::Digest;
use tempfile::TempDir;

use super::{done, export, lines, names};
use crate::support::{demo, stdout, write};

const TABLES: [&str; 5] = ["articles", "claims", "publishers", "sources", "texts"];

/// A folder with the demo's articles in a database, and one with a headline that a spreadsheet would run.
fn loaded() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text =
        "Mayor Ida Lund told the River Post that \"at least 40 lorries\" had reached Holm; -5 degrees were measured.";
    write(
        dir.path(),
        "formula.md",
        format!(
            "---\nurl: https://river.example/formula\ntitle: \"=HYPERLINK(1); \\\"a\\\"\"\npublisher: River Post\n---\n{text}\n"
        ),
    );
    done(dir.path(), &["load", demo().to_str().unwrap(), "formula.md"]);
    dir
}

fn package(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join("datapackage.json")).unwrap()).unwrap()
}

#[test]
fn each_form_tells_of_its_files_fields_hashes_and_licences() {
    let dir = loaded();
    for form in ["jsonl", "csv", "parquet", "sqlite"] {
        let before = names(dir.path());
        export(dir.path(), form);
        let folder = dir.path().join(format!("out-{form}"));
        let package = package(&folder);
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
        let mut files = vec!["README.md".to_owned(), "datapackage.json".to_owned()];
        for resource in package["resources"].as_array().unwrap() {
            let path = resource["path"].as_str().unwrap();
            let bytes = std::fs::read(folder.join(path)).unwrap();
            let sha256 = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(&bytes));
            assert_eq!(resource["hash"], format!("sha256:{sha256}"), "{path}");
            assert_eq!(resource["bytes"], bytes.len(), "{path}");
            assert!(readme.contains(&format!("`{path}`")) && readme.contains(&sha256), "{path} in {readme}");
            for field in resource["schema"]["fields"].as_array().into_iter().flatten() {
                let (name, about) = (field["name"].as_str().unwrap(), field["description"].as_str().unwrap());
                assert!(readme.contains(&format!("| `{name}` |")) && readme.contains(about), "{path}: {name}");
            }
            files.push(path.to_owned());
        }
        files.sort();
        assert_eq!(names(&folder), files);
        assert!(readme.contains("| CC0-1.0 | Made-up article, written for the Onrecord demo | "), "{readme}");
        assert!(readme.contains("| River Post | none given |  | 1 |"), "{readme}");
        let made: Vec<String> = names(dir.path()).into_iter().filter(|name| !before.contains(name)).collect();
        assert_eq!(made, [format!("out-{form}")], "nothing else is left behind");
    }
}

#[test]
fn lines_hold_the_fields_that_are_described() {
    let dir = loaded();
    export(dir.path(), "jsonl");
    let folder = dir.path().join("out-jsonl");
    let package = package(&folder);
    let described = |name: &str| -> Vec<String> {
        let resource = package["resources"].as_array().unwrap().iter().find(|resource| resource["name"] == name);
        let fields = resource.unwrap()["schema"]["fields"].as_array().unwrap();
        fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
    };
    for file in KEPT_FILES {
        for line in lines(&folder, file.name) {
            let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
            assert_eq!(keys, described(file.name).iter().collect::<Vec<_>>(), "{}", file.name);
        }
    }
    let claims = lines(&folder, "claims");
    for claim in &claims {
        let keys: Vec<&String> = claim.as_object().unwrap().keys().collect();
        assert_eq!(keys, described("claims").iter().collect::<Vec<_>>());
        let id = claim["id"].as_str().unwrap();
        assert_eq!(claim["permalink"], format!("{}/claims/{id}", crate::support::PUBLIC_URL));
    }
    assert!(claims.len() > 300);
    // Places are counted in code points of the text that stands beside.
    let texts = lines(&folder, "texts");
    for claim in claims {
        let text = texts.iter().find(|text| text["id"] == claim["article"]["version"]).unwrap();
        let text: Vec<char> = text["text"].as_str().unwrap().chars().collect();
        let spans = claim["content"]["spans"].as_array().unwrap();
        let part = |span: &serde_json::Value| {
            let place = |end: usize| span[end].as_u64().unwrap() as usize;
            text[place(0)..place(1)].iter().collect::<String>()
        };
        let parts: Vec<String> = spans.iter().map(part).collect();
        let content = claim["content"]["text"].as_str().unwrap();
        assert_eq!(
            parts.join(" … ").split_whitespace().collect::<Vec<_>>(),
            content.split_whitespace().collect::<Vec<_>>()
        );
    }
}

/// The folder of an export in a form of tables, and the claims of another one of the same site.
fn table_and_claims(form: &str) -> (TempDir, PathBuf, Vec<serde_json::Value>) {
    let dir = loaded();
    export(dir.path(), form);
    export(dir.path(), "jsonl");
    let (folder, claims) = (dir.path().join(format!("out-{form}")), lines(&dir.path().join("out-jsonl"), "claims"));
    (dir, folder, claims)
}

#[test]
fn csv_holds_the_claims_and_no_formula() {
    let (_dir, folder, claims) = table_and_claims("csv");
    let mut reader = csv::Reader::from_path(folder.join("claims.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), claims.len());
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    for (row, claim) in rows.iter().zip(&claims) {
        assert_eq!(row[at("id")], *claim["id"].as_str().unwrap());
        assert_eq!(row[at("content")].trim_start_matches('\''), claim["content"]["text"].as_str().unwrap().to_owned());
    }
    let formula = rows.iter().find(|row| row[at("url")] == *"https://river.example/formula").unwrap();
    assert_eq!(formula[at("title")], *"'=HYPERLINK(1); \"a\"");
    for name in TABLES {
        let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let runs = row.iter().find(|cell| cell.starts_with(['=', '+', '@', '\t', '\r']));
            assert_eq!(runs, None, "{name}: {row:?}");
        }
    }
}

#[test]
fn parquet_holds_the_same_claims_with_types() {
    let (_dir, folder, claims) = table_and_claims("parquet");
    let reader = SerializedFileReader::new(File::open(folder.join("claims.parquet")).unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), claims.len());
    let (mut lists, mut numbers) = (0, 0);
    for (row, claim) in rows.iter().zip(&claims) {
        let field = |name: &str| row.get_column_iter().find(|(column, _)| *column == name).unwrap().1.clone();
        assert_eq!(field("id"), Field::Str(claim["id"].as_str().unwrap().to_owned()));
        let Field::ListInternal(via) = field("via") else { panic!("{:?}", field("via")) };
        let slugs: Vec<&serde_json::Value> =
            claim["via"].as_array().unwrap().iter().map(|party| &party["slug"]).collect();
        let found: Vec<String> = via.elements().iter().map(|part| part.to_string().replace('"', "")).collect();
        assert_eq!(found, slugs.iter().map(|slug| slug.as_str().unwrap()).collect::<Vec<_>>());
        lists += found.len();
        match (field("figure_min"), claim["figures"].get(0).and_then(|figure| figure["min"].as_f64())) {
            (Field::Double(cell), Some(min)) => {
                assert_eq!(cell, min);
                numbers += 1;
            }
            (Field::Null, None) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(lists > 5 && numbers > 20, "{lists} {numbers}");
    for name in TABLES {
        let file = File::open(folder.join(format!("{name}.parquet"))).unwrap();
        let rows = SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows();
        let told =
            package(&folder)["resources"].as_array().unwrap().iter().find(|found| found["name"] == name).cloned();
        assert_eq!(told.unwrap()["rows"], rows, "{name}");
    }
}

#[test]
fn an_export_as_sqlite_can_be_served_and_holds_no_original() {
    let dir = loaded();
    export(dir.path(), "sqlite");
    let folder = dir.path().join("out-sqlite");
    std::fs::copy(folder.join("onrecord.sqlite"), dir.path().join("test.db")).unwrap();
    let log = done(dir.path(), &["source", "log"]);
    assert!(stdout(&log).contains("Nothing was decided"), "the program reads it");
    let article = lines_of_articles(dir.path());
    let original = super::program(dir.path(), &["original", &article]);
    assert_eq!(original.status.code(), Some(2));
    assert!(crate::support::stderr(&original).contains("is not kept"));
}

fn lines_of_articles(dir: &Path) -> String {
    export(dir, "jsonl");
    lines(&dir.join("out-jsonl"), "articles")[0]["id"].as_str().unwrap().to_owned()
}
