import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import com.adobe.epubcheck.util.WriterReportImpl;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintWriter;

/** Runs EPUBCheck on many files in one Java machine; every message is a finding, those of usage too. */
public class EpubCheckAll {
  public static void main(String[] files) {
    int[] findings = {0};
    for (String file : files) {
      WriterReportImpl report = new WriterReportImpl(new PrintWriter(OutputStream.nullOutputStream())) {
        @Override
        public void message(Message message, EPUBLocation place, Object... arguments) {
          if (message.getSeverity() == Severity.SUPPRESSED) return;
          findings[0]++;
          System.out.println(new File(file).getName() + ": " + message.getSeverity() + " " + message.getID() + " "
              + place.getPath() + ":" + place.getLine() + " " + message.getMessage(arguments));
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}
      };
      new EpubCheck(new File(file), report).check();
    }
    System.out.println("EPUBCheck: " + files.length + " files, " + findings[0] + " findings");
    System.exit(findings[0] == 0 ? 0 : 1);
  }
}
