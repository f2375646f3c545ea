#!/usr/bin/env bash
# A Slurm job that trains to the end however often it is interrupted. Submit it with: sbatch job.sh
#SBATCH --job-name=vision-attention
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=8
#SBATCH --mem=32G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=vision-attention-%j.log
# Two minutes before its time is over the training is asked to end, and keeps a checkpoint.
#SBATCH --signal=TERM@120

# What makes this cluster's PyTorch available, for example:
# module load python
# source "$HOME/venv/bin/activate"

cd "$SLURM_SUBMIT_DIR" || exit 1
srun ./train train --model resnet26 --attention full --data fashion-mnist --epochs 30 \
    --device cuda:0 --out "$PWD/runs/resnet26-full" --resume
code=$?
# 130 says: stopped with a checkpoint. The same job goes on from there.
[ $code -ne 130 ] || scontrol requeue "$SLURM_JOB_ID"
exit $code
