//! The guard: what each build pays. Scan and lower the models, read and replay the
//! history, compare. The time per model is to stay flat.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "generated/median.rs"]
mod median;
#[path = "generated/models.rs"]
mod models;
#[path = "generated/revisions.rs"]
mod revisions;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use keeper_schema_core::config::Config;
use keeper_schema_core::diff::{self, Difference};
use keeper_schema_core::files::Memory;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::read;
use keeper_schema_core::{lower, source};

use self::median::median;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// How often each size is measured for the ratio.
const ROUNDS: usize = 7;

/// What the guard is given: as many models as revisions.
struct Input {
    size: usize,
    config: Config,
    package: Memory,
    revisions: Vec<(PathBuf, String)>,
}

impl Input {
    fn new(size: usize) -> Self {
        let package: Memory = models::files(size).collect();
        let config = Config::read_from(Path::new(""), &package);
        let config = config.expect("the generated manifest is right");
        let revisions = revisions::files(size, revisions::Tables::Referring);
        let input = Self {
            size,
            config,
            package,
            revisions,
        };
        assert!(guard(&input).is_empty(), "models and history must agree");
        input
    }
}

fn guard(input: &Input) -> Vec<Difference> {
    let scan = source::scan_files(&input.config, &input.package);
    let scan = scan.unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
    let models = lower::schema(&scan, &input.config).expect("the generated models are right");
    let files = input.revisions.iter();
    let files = files.map(|(path, text)| read::revision(path, text));
    let files = files.collect::<Result<_, _>>();
    let history = History::new(files.expect("the generated files are right"));
    let history = history.expect("the generated history is right");
    diff::differences(history.head_schema(), &models.schema, &models.hints())
}

fn main() {
    let inputs = SIZES.map(Input::new);
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("guard");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for input in &inputs {
        group.throughput(Throughput::Elements(input.size as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(input.size),
            input,
            |b, input| {
                b.iter(|| guard(black_box(input)));
            },
        );
    }
    group.finish();
    criterion.final_summary();
    report(&inputs);
}

/// Measures the sizes in turn, so that whatever else the machine does is shared by all.
fn report(inputs: &[Input]) {
    let mut per_model = vec![Vec::new(); inputs.len()];
    for _ in 0..ROUNDS {
        for (times, input) in per_model.iter_mut().zip(inputs) {
            // As much work for a small size as for a large one.
            let times_over = (1_000 / input.size).max(1);
            let start = Instant::now();
            for _ in 0..times_over {
                black_box(guard(black_box(input)));
            }
            let models = (times_over * input.size) as f64;
            times.push(start.elapsed().as_secs_f64() * 1e6 / models);
        }
    }
    println!("guard, time per model (median of {ROUNDS}):");
    let per_model: Vec<f64> = per_model.into_iter().map(median).collect();
    for (time, input) in per_model.iter().zip(inputs) {
        println!(
            "  {:>6} models and revisions: {time:7.1} µs, ratio to {} models {:.2}",
            input.size,
            inputs[0].size,
            time / per_model[0]
        );
    }
}
