package io.github.ecryptfs.tck.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lucene keeps an index in a mount, with its own directories and locks, unmodified. */
class LuceneTest {
  private static final int DOCUMENTS = 2_000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path lower;

  @Test
  void anIndexIsWrittenSearchedMergedAndOpenedAgain() throws IOException {
    try (Mounted mount = Mounted.of(lower)) {
      try (Directory directory = new NIOFSDirectory(mount.path("/index"))) {
        index(directory);
        assertThat(hits(directory, new TermQuery(new Term("text", "even")))).isEqualTo(1_000);
      }
    }
    try (Mounted mount = Mounted.of(lower);
        Directory directory = new NIOFSDirectory(mount.path("/index"))) {
      deleteSome(directory);

      assertThat(hits(directory, new TermQuery(new Term("text", "even")))).isEqualTo(999);
      assertThat(hits(directory, new PhraseQuery("text", "number", "17"))).isEqualTo(1);
      assertThat(hits(directory, IntPoint.newRangeQuery("number", 100, 199))).isEqualTo(100);
      assertThat(firstInOrder(directory)).isEqualTo("1999");
      requireClean(directory);
    }
  }

  @Test
  void aSecondWriterIsKeptOut() throws IOException {
    try (Mounted mount = Mounted.of(lower);
        Directory directory = new NIOFSDirectory(mount.path("/index"));
        Directory again = new NIOFSDirectory(mount.path("/./index"))) {
      try (IndexWriter writer = writer(directory)) {
        assertThatThrownBy(() -> writer(again)).isInstanceOf(LockObtainFailedException.class);
        writer.commit();
      }
      try (IndexWriter after = writer(again)) {
        assertThat(after.isOpen()).isTrue();
      }
    }
  }

  @Test
  void mappedFilesAreReadWhereTheMountMapsInMemory() throws IOException {
    try (Mounted mount = Mounted.with(lower, Map.of("ecryptfs_nio_map", "memory"));
        Directory directory = FSDirectory.open(mount.path("/index"))) {
      assertThat(directory).isInstanceOf(MMapDirectory.class);
      index(directory);
      deleteSome(directory);

      assertThat(hits(directory, new TermQuery(new Term("text", "even")))).isEqualTo(999);
      assertThat(firstInOrder(directory)).isEqualTo("1999");
      requireClean(directory);
    }
  }

  private static void index(Directory directory) throws IOException {
    try (IndexWriter writer = writer(directory)) {
      for (int number = 0; number < DOCUMENTS; number++) {
        writer.addDocument(document(number));
        if (number % 300 == 0) {
          writer.commit();
        }
      }
      writer.forceMerge(1);
    }
  }

  private static IndexWriter writer(Directory directory) throws IOException {
    return new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()));
  }

  private static Document document(int number) {
    Document document = new Document();
    document.add(new StringField("id", Integer.toString(number), Field.Store.YES));
    document.add(new IntPoint("number", number));
    document.add(new NumericDocValuesField("order", -number));
    document.add(
        new TextField(
            "text",
            "the %s number %d".formatted(number % 2 == 0 ? "even" : "odd", number),
            Field.Store.YES));
    return document;
  }

  private static void deleteSome(Directory directory) throws IOException {
    try (IndexWriter writer = writer(directory)) {
      writer.deleteDocuments(new Term("id", "18"), new Term("id", "19"));
      writer.updateDocument(new Term("id", "20"), document(20));
      writer.commit();
      writer.forceMergeDeletes();
      writer.deleteUnusedFiles();
    }
  }

  private static int hits(Directory directory, Query query) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return new IndexSearcher(reader).count(query);
    }
  }

  private static String firstInOrder(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Sort byOrder = new Sort(new SortField("order", SortField.Type.INT));
      TopDocs top = searcher.search(new TermQuery(new Term("text", "number")), 1, byOrder);
      return searcher.storedFields().document(top.scoreDocs[0].doc).get("id");
    }
  }

  private static void requireClean(Directory directory) throws IOException {
    try (CheckIndex check = new CheckIndex(directory)) {
      CheckIndex.Status status = check.checkIndex();
      assertThat(status.clean).isTrue();
      assertThat(status.totLoseDocCount).isZero();
    }
  }

  @Test
  void nothingOfTheIndexCanBeReadBelow() throws IOException {
    try (Mounted mount = Mounted.of(lower);
        Directory directory = new NIOFSDirectory(mount.path("/index"))) {
      index(directory);
    }
    try (Stream<Path> files = Files.walk(lower)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain("Lucene"));
    }
  }
}
