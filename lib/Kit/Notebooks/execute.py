"""Executes one notebook and tells how it goes, one JSON object a line.

usage: execute.py NOTEBOOK --output FILE [--html FILE] --kernel NAME --folder DIR [--cell-seconds N]

Events on standard output: start (cells), cell (index, id), done-cell (index, id, seconds), error (id, index, name,
value), finished (seconds, charts, results, largest, html). The exit code is 0 when every cell ran, 1 when one failed,
2 when the kernel could not be started or died.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CHART_TYPE = "application/vnd.plotly.v1+json"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def first_line(text):
    lines = [line.strip() for line in ESCAPES.sub("", str(text)).splitlines() if line.strip()]
    return lines[0] if lines else ""


def count_charts(notebook):
    return sum(
        CHART_TYPE in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def printed_results(notebook):
    """The lines a lesson prints for the run's summary: those that start with `result:`."""
    lines = []
    for cell in notebook.cells:
        text = "".join(
            output.text for output in cell.get("outputs", [])
            if output.output_type == "stream" and output.name == "stdout"
        )
        lines += [line[len("result:"):].strip() for line in text.splitlines() if line.startswith("result:")]
    return lines


# More than anybody reads; a loop that prints without end must not make a file that no notebook opens.
MOST_TEXT = 1_000_000


def join_streams(notebook):
    """Text that came in several pieces becomes one output, so that a file does not depend on how fast it came; of very long text the start is kept."""
    for cell in notebook.cells:
        joined = []
        for output in cell.get("outputs", []):
            last = joined[-1] if joined else None
            if last is not None and output.output_type == "stream" and last.output_type == "stream" and last.name == output.name:
                last.text += output.text
            else:
                joined.append(output)
        for output in joined:
            if output.output_type == "stream" and len(output.text) > MOST_TEXT:
                left = len(output.text) - MOST_TEXT
                output.text = f"{output.text[:MOST_TEXT]}\n... {left:,} more characters were printed and are left out here\n"
        if "outputs" in cell:
            cell.outputs = joined


def largest_output(notebook):
    """Id and bytes of the cell output that takes the most room in the file."""
    largest = {"id": "", "bytes": 0}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            size = len(json.dumps(output, ensure_ascii=False).encode())
            if size > largest["bytes"]:
                largest = {"id": cell.get("id", ""), "bytes": size}
    return largest


def write_aside(path, text):
    aside = path + ".partial"
    try:
        with open(aside, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(aside, path)
    finally:
        if os.path.exists(aside):
            os.remove(aside)


def html_page(notebook, title):
    """The notebook as a page that asks no network for scripts: plotly.js lies beside it."""
    import nbconvert

    exporter = nbconvert.HTMLExporter(template_name="classic")
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title, "path": ""}})
    # Nothing here uses the template's jquery and require.js; MathJax is taken from this machine where it is installed.
    page = re.sub(r'<script src="[^"]*(?:jquery|require)[^"]*"></script>', "", page)
    mathjax = "/usr/share/javascript/mathjax/MathJax.js"
    if os.path.exists(mathjax):
        page = re.sub(r'https?://[^"]*/MathJax\.js', "file://" + mathjax, page)
    return page


def stop_on_signal():
    # nbclient shuts its kernel down when the task is cancelled; SIGTERM would leave the kernel behind.
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)


async def execute(notebook, options):
    client = NotebookClient(
        notebook,
        timeout=options.cell_seconds or None,
        kernel_name=options.kernel,
        resources={"metadata": {"path": options.folder}},
        interrupt_on_timeout=True,
        record_timing=False,
    )
    stop_on_signal()
    async with client.async_setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            cell_id = cell.get("id", "")
            tell("cell", index=index, id=cell_id)
            begin = time.monotonic()
            try:
                await client.async_execute_cell(cell, index, store_history=True)
            except (CellExecutionError, CellTimeoutError, asyncio.TimeoutError) as failure:
                # A cell that is stopped for its time ends with the kernel's own error, which says only that it was stopped.
                if options.cell_seconds and time.monotonic() - begin >= options.cell_seconds:
                    tell("error", index=index, id=cell_id, name="timeout", value=f"ran longer than {options.cell_seconds} seconds")
                else:
                    tell("error", index=index, id=cell_id, name=failure.ename, value=first_line(failure.evalue))
                return 1
            except DeadKernelError as failure:
                tell("error", index=index, id=cell_id, name="kernel died", value=first_line(failure))
                return 2
            finally:
                join_streams(notebook)
            tell("done-cell", index=index, id=cell_id, seconds=round(time.monotonic() - begin, 3))
        # What the kernel says about itself would differ from machine to machine.
        notebook.metadata.get("language_info", {}).pop("version", None)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook")
    parser.add_argument("--output", required=True)
    parser.add_argument("--html")
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--cell-seconds", type=int, default=0)
    options = parser.parse_args()

    notebook = nbformat.read(options.notebook, as_version=4)
    tell("start", cells=sum(cell.cell_type == "code" for cell in notebook.cells))
    begin = time.monotonic()
    try:
        code = asyncio.run(execute(notebook, options))
    except asyncio.CancelledError:
        return 130
    except Exception as failure:
        tell("error", index=-1, id="", name=type(failure).__name__, value=first_line(failure))
        return 2

    # Times of each message are no part of a lesson and differ with every run.
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    seconds = round(time.monotonic() - begin, 3)
    write_aside(options.output, nbformat.writes(notebook) + "\n")
    html = ""
    if options.html:
        title = os.path.splitext(os.path.basename(options.notebook))[0]
        write_aside(options.html, html_page(notebook, title))
        html = options.html
    tell("finished", seconds=seconds, charts=count_charts(notebook), results=printed_results(notebook),
         largest=largest_output(notebook), html=html)
    return code


if __name__ == "__main__":
    sys.exit(main())
