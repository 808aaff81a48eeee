//! Logistic regression by Newton's method, with a small ridge so that a rare signal stays finite.

use screening::SIGNALS;

use crate::Labelled;

const N: usize = SIGNALS.len();
/// Standard deviation that a weight is expected to have: 3 in log odds.
const RIDGE: f64 = 1.0 / 9.0;

/// True and false hits together weigh the same, so that the constant is for even odds.
pub(crate) fn fit(hits: &[&Labelled]) -> [f64; N] {
    let count = |truth: bool| hits.iter().filter(|h| h.truth == truth).count() as f64;
    let half = hits.len() as f64 / 2.0;
    let (yes, no) = (half / count(true), half / count(false));
    let mut weights = [0.0; N];
    for _ in 0..50 {
        let (mut slope, mut curve) = ([0.0; N], [[0.0; N]; N]);
        for hit in hits {
            let z: f64 = weights.iter().zip(hit.signals).map(|(w, s)| w * s).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            let (share, truth) = if hit.truth { (yes, 1.0) } else { (no, 0.0) };
            for ((slope, row), own) in slope.iter_mut().zip(&mut curve).zip(hit.signals) {
                *slope += share * (truth - p) * own;
                for (cell, other) in row.iter_mut().zip(hit.signals) {
                    *cell += share * p * (1.0 - p) * own * other;
                }
            }
        }
        for i in 0..N {
            slope[i] -= RIDGE * weights[i];
            curve[i][i] += RIDGE;
        }
        let step = solve(curve, slope);
        let size: f64 = step.iter().map(|s| s.abs()).sum();
        weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
        if size < 1e-9 {
            break;
        }
    }
    weights
}

/// Gaussian elimination with the largest pivot.
fn solve(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        let best = (i..N).max_by(|x, y| a[*x][i].abs().total_cmp(&a[*y][i].abs())).unwrap();
        a.swap(i, best);
        b.swap(i, best);
        for row in i + 1..N {
            let share = a[row][i] / a[i][i];
            let pivot = a[i];
            for (cell, above) in a[row].iter_mut().zip(pivot).skip(i) {
                *cell -= share * above;
            }
            b[row] -= share * b[i];
        }
    }
    let mut out = [0.0; N];
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|j| a[i][j] * out[j]).sum();
        out[i] = (b[i] - known) / a[i][i];
    }
    out
}
