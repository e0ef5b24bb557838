#!/bin/sh
#SBATCH --job-name=essor
#SBATCH --array=0-3
#SBATCH --cpus-per-task=2
#SBATCH --mem=512M
# A site built by the four tasks of an array, in a folder that all nodes see:
#   id=$(sbatch --parsable slurm.sh)
#   sbatch --dependency=afterok:"$id" --wrap 'essor merge parts/*'
set -eu
essor build --shard "$((SLURM_ARRAY_TASK_ID + 1))/$SLURM_ARRAY_TASK_COUNT"
