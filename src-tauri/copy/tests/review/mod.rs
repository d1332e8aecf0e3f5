//! Defects that a line-by-line review of the first core found, each as the situation it was found in and what is expected of it.

mod accumulation;
mod children;
mod growth;
mod settlement;
mod shared;
mod signals;
mod time;
mod turn_rounds;
