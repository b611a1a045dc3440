# From plain python3 (3.11 or newer) and make: everything else is installed below this folder.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

UV_VERSION := 0.13.8
UV := .tools/bin/uv
BIN := .venv/bin
TOOLS := .tools/.uv-$(UV_VERSION)
SYNCED := .venv/.synced
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Every task of the scheduler is a process of its own: compiled modules are kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo begin up down test thorough coverage lint bench bench-linkage clean

help: ## 显示这份说明
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SYNCED) ## 安装: 建 .tools (uv) 和 .venv (全部依赖), 再次运行很快

demo: setup ## 演示: 虚构一个区, 从报送文件一直走到转办单 (两三分钟)
	@$(BIN)/python -m zhaoren_airflow.demo

begin: setup ## 演练结束, 正式启用: 演练数据移到一旁保存, 什么都不删
	@$(BIN)/python -m zhaoren_airflow.begin

up: setup ## 启动 Airflow, 打印网址、用户和文件夹
	@$(BIN)/python -m zhaoren_airflow.service up

down: setup ## 停止 Airflow
	@$(BIN)/python -m zhaoren_airflow.service down

test: lint ## 全部检查和测试, 不含演算数月的 (两个进程并行)
	@$(BIN)/pytest --numprocesses=2 --dist=worksteal -m "not thorough"

thorough: setup ## 只跑演算数月的测试 (几分钟)
	@$(BIN)/pytest --numprocesses=2 --dist=worksteal -m thorough

coverage: setup ## 全部测试并量覆盖率, 不得低于 90% (比 make test 慢一半)
	@$(BIN)/pytest --numprocesses=2 --dist=worksteal --cov --cov-report=term

lint: setup ## 代码检查
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: setup ## 基准测试: 打印用时
	@for bench in intake link publish replay; do echo "== $$bench"; $(BIN)/python -m tests.benchmarks.bench_$$bench; done

SIZE ?= 20k
bench-linkage: setup ## 比对的基准: 与 Splink 5 并排 (SIZE=20k 或 1m), 以及 FEBRL
	@$(UV) sync --frozen --quiet --group bench --python .tools/bin/python
	@$(BIN)/python -m tests.benchmarks.bench_linkage --size $(SIZE)
	@$(BIN)/python -m tests.benchmarks.bench_febrl

clean: ## 停止 Airflow, 删除安装的一切; data/ 不动
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m zhaoren_airflow.service down; fi
	rm -rf .venv .tools .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(TOOLS):
	@python=""; \
	for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "需要 Python 3.11 或更新的版本 (Python 3.11 or newer is needed); 现有: $$(python3 --version 2>&1 || echo 无)" >&2; exit 1; \
	fi; \
	if ! $$python -m venv .tools; then \
		echo "Python 缺少 venv 模块, 请先安装 (Debian: apt install python3-venv)" >&2; exit 1; \
	fi
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(SYNCED): uv.lock pyproject.toml $(TOOLS)
	@$(UV) sync --frozen --quiet --python .tools/bin/python
	@touch $@
