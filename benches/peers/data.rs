//! What is written for the peers? The same stations in every form, and one file for each question.

use crate::stations::{Station, stations};
use crate::{forms, questions};
use std::fs::{File, create_dir_all, write};
use std::io::{BufWriter, Result, Write};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Data {
    /// Where to write.
    dir: PathBuf,
    /// How many stations.
    #[arg(long, default_value_t = 1_000_000)]
    count: usize,
    /// How many questions of each kind.
    #[arg(long, default_value_t = 100_000)]
    questions: usize,
    /// Also what fills Tile38.
    #[arg(long)]
    tile38: bool,
}

impl Data {
    pub fn write(&self) -> anyhow::Result<()> {
        let stations = stations(self.count);
        create_dir_all(self.dir.join("waystation"))?;
        write(
            self.dir.join("waystation/dataset.toml"),
            "name = \"Peers\"\ntimezone = \"UTC\"\n[[stations]]\npath = \"stations.geojson\"\n",
        )?;
        let of = |form: fn(&[Station], &mut BufWriter<File>) -> Result<()>| {
            let stations = &stations;
            move |out: &mut BufWriter<File>| form(stations, out)
        };
        self.file("waystation/stations.geojson", of(forms::geojson))?;
        self.file("stations.csv", of(forms::csv))?;
        self.file("told.tsv", of(forms::told))?;
        self.file("stations.bin", of(forms::columns))?;
        self.file("redis.resp", of(forms::redis))?;
        if self.tile38 {
            self.file("tile38.resp", of(forms::tile38))?;
        }
        self.file("places", |out| questions::at_places(self.questions, out))?;
        self.file("boxes", |out| questions::boxes(&stations, self.questions, out))?;
        self.file("tiles", |out| questions::tiles(&stations, 10..=14, self.questions, out))?;
        self.file("tiles14", |out| questions::tiles(&stations, 14..=14, self.questions, out))?;
        Ok(())
    }

    fn file(&self, name: &str, form: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(self.dir.join(name))?);
        form(&mut out)?;
        out.flush()
    }
}
